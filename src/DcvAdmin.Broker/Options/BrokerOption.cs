using System.Collections.Generic;

namespace DcvAdmin.Broker.Options;

/// <summary>One option: its key in configuration (<c>DCVADMIN_KEY</c> in the environment, <c>Broker:Key</c> in a file) and its switch on the command line.</summary>
/// <param name="Key">The configuration key.</param>
/// <param name="Switch">The command line switch, without dashes.</param>
/// <param name="Value">What the value looks like; null for a switch that takes none.</param>
/// <param name="Help">One line for <c>--help</c>.</param>
internal sealed record BrokerOption(string Key, string Switch, string? Value, string Help)
{
    /// <summary>Every option there is.</summary>
    public static IReadOnlyList<BrokerOption> All { get; } =
    [
        new("DataFolder", "data-folder", "FOLDER", "keys, certificates, API clients and the store (default: this machine's DcvAdmin folder)"),
        new("Store", "store", "URI", "where tokens are: sqlite:///path/to/file.db or dynamodb://table?region=R (default: dcvadmin.db in the data folder)"),
        new("ClientAddress", "client-address", "IP", "address of the client API; * for all (default: *)"),
        new("ClientPort", "client-port", "PORT", "port of the client API (default: 8443)"),
        new("AgentAddress", "agent-address", "IP", "address that DCV servers ask; * for all (default: *)"),
        new("AgentPort", "agent-port", "PORT", "port that DCV servers ask (default: 8445)"),
        new("HostNames", "host-names", "NAME,...", "names the certificate is for, besides this machine's own"),
        new("TlsCertificateFile", "tls-certificate-file", "FILE", "a certificate of your own, PEM with its chain or PFX (default: the broker makes one)"),
        new("TlsKeyFile", "tls-key-file", "FILE", "PEM file with its private key"),
        new("TlsPasswordFile", "tls-password-file", "FILE", "file whose first line is the password of the PFX or the key"),
        new("PlainHttp", "plain-http", null, "no TLS; on loopback addresses only, behind a proxy on the same machine"),
        new("VerificationRate", "verification-rate", "N", "verifications a second from one DCV server (default: 100)"),
        new("ApiRate", "api-rate", "N", "API calls a second from one caller (default: 20)"),
        new("AccessTokenLifetime", "access-token-lifetime", "SECONDS", "lifetime of an access token, 60 to 86400 (default: 3600)"),
        new("GrantRetentionHours", "grant-retention-hours", "HOURS", "how long expired grants stay in the lists, 0 to 8760 (default: 24)"),
        new("Inventory", "inventory", "URI", "where the portal's WorkSpaces are (default: the store's file, or the table WorkspacesPortal beside its table)"),
        new("PortalIssuer", "portal-issuer", "URI", "issuer of the tokens of portal users, as in https://cognito-idp.REGION.amazonaws.com/POOL; without it there is no portal"),
        new("PortalAudience", "portal-audience", "ID,...", "for whom those tokens are: ids of app clients"),
        new("PortalJwksUri", "portal-jwks-uri", "URI", "where the issuer's keys are (default: the issuer with /.well-known/jwks.json)"),
        new("PortalTokenUse", "portal-token-use", "USE", "id, access, or any (default: id)"),
        new("PortalGroupsClaim", "portal-groups-claim", "NAME", "claim with the roles (default: custom:ADGroups)"),
        new("PortalUserGroups", "portal-user-groups", "VALUE,...", "values of it that make a user, or none (default: UserGroupMember)"),
        new("PortalAdminGroups", "portal-admin-groups", "VALUE,...", "values of it that make an admin, or none (default: AdminGroupMember)"),
        new("PortalUserClaim", "portal-user-claim", "NAME", "claim with the user's name (default: cognito:username)"),
        new("PortalUserPrefix", "portal-user-prefix", "TEXT", "what stands before every name in it, as in ADFS_"),
        new("PortalDomains", "portal-domains", "NAME,...", "what may stand before the last backslash of a name (default: anything)"),
        new("PortalDirectories", "portal-directories", "ID,...", "directories in which a name is that user (default: all)"),
        new("PortalUserActions", "portal-user-actions", "ACTION,...", "what users may do to their own, or none (default: Start,Stop,Reboot,Rebuild)"),
        new("PortalAdminActions", "portal-admin-actions", "ACTION,...", "what admins may do to all, or none (default: everything)"),
        new("PortalOrigins", "portal-origins", "ORIGIN,...", "origins that pages may call from (default: none)"),
        new("PortalRate", "portal-rate", "N", "portal calls a second from one caller (default: 10)"),
        new("LogLevel", "log-level", "LEVEL", "Trace, Debug, Information, Warning, Error or Critical (default: Information)"),
        new("JsonLog", "json-log", null, "log as JSON lines"),
        new("AcceptClockSetBack", "accept-clock-set-back", null, "start though the clock is behind the last record"),
        new("WindowsService", "windows-service", null, "run as a Windows service"),
        new("Demo", "demo", null, "temporary data, loopback only, a few users: a first look"),
    ];
}
