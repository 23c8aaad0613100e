using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace DcvAdmin.Hosts;

/// <summary>
/// The documented settings of a DCV server that concern who gets in, how, and into which sessions (DCV Administrator Guide, "Parameter reference"). Bounds that the guide
/// leaves open are those of the thing itself, such as of a port; what it does not say is left out.
/// </summary>
public static class HostSettings
{
    /// <summary>Section of everything about authentication and certificates.</summary>
    public const string Security = "security";

    /// <summary>Section of ports, addresses and idle times.</summary>
    public const string Connectivity = "connectivity";

    /// <summary>Section of how many sessions there are, and of what kind.</summary>
    public const string SessionManagement = "session-management";

    /// <summary>Section of the console session that the server creates by itself.</summary>
    public const string AutomaticConsoleSession = "session-management/automatic-console-session";

    /// <summary>Section of what every session begins with.</summary>
    public const string SessionDefaults = "session-management/defaults";

    private const string Reference = "DCV Administrator Guide, \"Parameter reference\"";
    private const string ConsoleGuide = "DCV Administrator Guide, \"Enabling an automatic console session\"";

    private static readonly SettingValue Empty = SettingValue.Of(string.Empty);

    /// <summary>Whom the server asks about tokens: <c>security/auth-token-verifier</c>.</summary>
    public static HostSetting AuthTokenVerifier { get; } = Text(Security, "auth-token-verifier", Empty, SettingReload.Server,
        "Address that is asked about connection tokens, http or https; empty where the server's own verifier decides.") with
    {
        Check = text => text.Length == 0 ? null : VerifierAddress.FlawOf(text),
        Risk = value => VerifierAddress.IsInsecure(value.ToString()) ? "Tokens will go to the verifier without encryption." : null,
    };

    /// <summary>How long it waits for the answer: <c>security/auth-token-verifier-timeout</c>.</summary>
    public static HostSetting AuthTokenVerifierTimeout { get; } = Number(Security, "auth-token-verifier-timeout", 100, 0, null, SettingReload.Server,
        "How long the server waits for the verifier, in seconds.") with { Since = "2023.0-14852" };

    /// <summary>Whose certificates it trusts: <c>security/ca-file</c>.</summary>
    public static HostSetting CaFile { get; } = Text(Security, "ca-file", Empty, SettingReload.Server,
        "Path of the PEM file with the authorities that the server trusts; empty for the trust store of its machine.");

    /// <summary>Whether it checks certificates loosely: <c>security/no-tls-strict</c>.</summary>
    public static HostSetting NoTlsStrict { get; } = Switch(Security, "no-tls-strict", false, SettingReload.Server,
        "Turns off the strict check of the verifier's certificate.") with
    {
        Risk = value => value.Content is true ? "With no-tls-strict the DCV server cannot tell the verifier from an impostor, who could let anybody in. A ca-file makes it needless." : null,
    };

    /// <summary>All of them, section by section.</summary>
    public static IReadOnlyList<HostSetting> All { get; } =
    [
        AuthTokenVerifier,
        AuthTokenVerifierTimeout,
        CaFile,
        NoTlsStrict,
        Text(Security, "authentication", SettingValue.Of("system"), SettingReload.Server, "How users authenticate; system also with a verifier.") with
        {
            AllowedValues = ["system", "none"],
            Risk = value => value.Content is "none" ? "With authentication none everybody who reaches the DCV server gets in." : null,
        },
        Number(Security, "authentication-threshold", 3, 0, null, SettingReload.Server, "Failed attempts before the connection is closed; 0 for no limit."),
        Number(Security, "auth-connection-setup-timeout", 120, 0, null, SettingReload.Server, "How long the authentication channel may take to be set up, in seconds."),
        Number(Security, "max-connections-per-user", 10, 0, null, SettingReload.Server, "Concurrent connections of one user."),
        List(Security, "administrators", null, "Users who may act for others."),
        Text(Security, "pam-service-name", SettingValue.Of("dcv"), SettingReload.Server, "PAM service of the system authentication."),
        Text(Security, "passwd-file", Empty, SettingReload.Server, "Path of the password file of the dcv authentication."),
        Switch(Security, "os-auto-lock", true, SettingReload.Session, "Locks the session of the operating system when the last client leaves."),
        // The facts at hand name the families of its default and not the text.
        Text(Security, "ciphers", null, SettingReload.Server, "OpenSSL's list of ciphers, with colons between them."),
        Text(Security, "allowed-http-host-regex", SettingValue.Of("^.+$"), SettingReload.Server, "Pattern of the Host headers that are answered; others get status 403.") with { Check = FlawOfPattern },
        Text(Security, "allowed-ws-origin-regex", SettingValue.Of("^https://.+$"), SettingReload.Server, "Pattern of the Origin headers that are answered; others get status 403.") with { Check = FlawOfPattern },
        Text(Security, "supervision-control", SettingValue.Of("disabled"), SettingReload.Custom, "Whether the permission unsupervised-access counts.") with { AllowedValues = ["disabled", "enforced"] },

        Number(Connectivity, "web-port", 8443, 1025, 65535, SettingReload.Server, "TCP port of HTTPS and WebSocket clients."),
        Number(Connectivity, "quic-port", 8443, 1025, 65535, SettingReload.Server, "UDP port of QUIC."),
        // Off in the guide of 2023; newer releases seem to have it on: no default to state.
        Switch(Connectivity, "enable-quic-frontend", null, SettingReload.Server, "Whether clients may use QUIC; the default depends on the release."),
        List(Connectivity, "web-listen-endpoints", ["0.0.0.0", "::"], "Addresses for HTTPS and WebSocket, with or without a port, which wins over web-port.") with { Since = "2022.0", Check = ListenEndpoint.FlawOf },
        List(Connectivity, "quic-listen-endpoints", ["0.0.0.0", "::"], "Addresses for QUIC, with or without a port, which wins over quic-port.") with { Since = "2022.0", Check = ListenEndpoint.FlawOf },
        Text(Connectivity, "web-url-path", SettingValue.Of("/"), SettingReload.Server, "Path of the web client.") with { Prefix = "/" },
        Number(Connectivity, "idle-timeout", 60, 0, null, SettingReload.Custom, "Minutes without input before a client is disconnected; 0 for never."),
        Number(Connectivity, "idle-timeout-warning", 350, 0, null, SettingReload.Custom, "Seconds before the idle disconnection at which the client is warned; 0 for never."),
        Number(Connectivity, "ws-keepalive-interval", 10, 0, null, SettingReload.Server, "Seconds between two signs of life on a WebSocket."),
        Switch(Connectivity, "web-use-hsts", true, SettingReload.Server, "Whether web clients are told to use HTTPS only."),

        Switch(SessionManagement, "create-session", null, SettingReload.Unknown, "Whether the server creates a console session at its start.") with { Source = ConsoleGuide },
        Number(SessionManagement, "max-concurrent-clients", -1, -1, null, SettingReload.Unknown, "Clients at one session; -1 for no limit."),
        Number(SessionManagement, "max-concurrent-sessions", 0, 0, null, SettingReload.Unknown, "Virtual sessions of the server; 0 for no limit."),
        Number(SessionManagement, "max-sessions-per-user", 0, 0, null, SettingReload.Unknown, "Virtual sessions of one user; 0 for no limit."),
        // The values stand in the comments of the dcv.conf that DCV installs.
        Text(SessionManagement, "enable-gl-in-virtual-sessions", SettingValue.Of("default-on"), SettingReload.Unknown, "Whether virtual sessions use the GPU for OpenGL.")
            with { AllowedValues = ["always-on", "always-off", "default-on", "default-off"] },
        Text(SessionManagement, "virtual-session-xdcv-args", Empty, SettingReload.Unknown, "Further arguments of Xdcv in virtual sessions."),
        Text(AutomaticConsoleSession, "owner", null, SettingReload.Unknown, "Owner of the automatic console session.") with { Source = ConsoleGuide },
        Text(AutomaticConsoleSession, "permissions-file", null, SettingReload.Unknown, "Path of its permissions file.") with { Source = ConsoleGuide },
        Text(AutomaticConsoleSession, "storage-root", null, SettingReload.Unknown, "Its folder for file transfers; %home% for that of the user.") with { Source = ConsoleGuide },
        Number(AutomaticConsoleSession, "max-concurrent-clients", null, -1, null, SettingReload.Unknown, "Clients at it; -1 for no limit.") with { Source = ConsoleGuide },
        Text(AutomaticConsoleSession, "client-eviction-policy", null, SettingReload.Unknown, "Who has to go when too many clients come.")
            with { AllowedValues = ["reject-new-connection", "same-user-oldest-connection"], Since = "2022.1", Source = ConsoleGuide },
        Text(SessionDefaults, "permissions-file", Empty, SettingReload.Unknown, "Path of a permissions file that is merged into that of every session."),
    ];

    /// <summary>Finds a setting, in any case; null where none of the documented ones has this name.</summary>
    public static HostSetting? Find(string? section, string? name) =>
        All.FirstOrDefault(setting => string.Equals(setting.Section, section, StringComparison.OrdinalIgnoreCase) && string.Equals(setting.Name, name, StringComparison.OrdinalIgnoreCase));

    // DCV's own dialect is not documented; what .NET cannot read, hardly anything can.
    private static string? FlawOfPattern(string text)
    {
        try
        {
            _ = new Regex(text);
            return null;
        }
        catch (ArgumentException)
        {
            return "It is no regular expression.";
        }
    }

    private static HostSetting Text(string section, string name, SettingValue? whenUnset, SettingReload reload, string summary) =>
        new() { Section = section, Name = name, Type = SettingType.Text, Default = whenUnset, Reload = reload, Summary = summary, Source = Reference };

    private static HostSetting Number(string section, string name, int? whenUnset, int? minimum, int? maximum, SettingReload reload, string summary) => new()
    {
        Section = section,
        Name = name,
        Type = SettingType.Number,
        Default = whenUnset is { } number ? SettingValue.Of(number) : null,
        Minimum = minimum,
        Maximum = maximum,
        Reload = reload,
        Summary = summary,
        Source = Reference,
    };

    private static HostSetting Switch(string section, string name, bool? whenUnset, SettingReload reload, string summary) =>
        new() { Section = section, Name = name, Type = SettingType.Switch, Default = whenUnset is { } isOn ? SettingValue.Of(isOn) : null, Reload = reload, Summary = summary, Source = Reference };

    private static HostSetting List(string section, string name, string[]? whenUnset, string summary) => new()
    {
        Section = section,
        Name = name,
        Type = SettingType.List,
        Default = whenUnset is null ? null : SettingValue.Of(whenUnset),
        Reload = SettingReload.Server,
        Summary = summary,
        Source = Reference,
    };
}
