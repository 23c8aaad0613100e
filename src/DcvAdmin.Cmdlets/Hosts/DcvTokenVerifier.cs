using System;
using System.Collections.Generic;

namespace DcvAdmin.Hosts;

/// <summary>Whom a DCV server asks about connection tokens, and how.</summary>
public sealed class DcvTokenVerifier
{
    internal DcvTokenVerifier(HostOrigin origin, IReadOnlyCollection<StoredSetting> stored)
    {
        var settings = TokenVerifierSettings.Of(stored);
        Address = settings.Address;
        Uri = Uri.TryCreate(settings.Address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) ? uri : null;
        Timeout = settings.Timeout;
        CaFile = settings.CaFile;
        NoTlsStrict = settings.NoTlsStrict;
        Location = origin.Location;
        Path = origin.Path;
        Root = origin.Root;
        InstanceId = origin.InstanceId;
        Region = origin.Region;
        ProfileName = origin.ProfileName;
        Flaws = [.. settings.Flaws];
    }

    /// <summary>Whether a verifier is set; without one the server's own verifier decides.</summary>
    public bool IsSet => Address.Length > 0;

    /// <summary>The verifier; null where none is set, or what is set is no web address.</summary>
    public Uri? Uri { get; }

    /// <summary>What is set, as it stands there; empty where nothing is.</summary>
    public string Address { get; }

    /// <summary>How long the server waits for the answer.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>The PEM file with the authorities that the server trusts; null for the trust store of its machine.</summary>
    public string? CaFile { get; }

    /// <summary>Whether the strict check of the verifier's certificate is turned off; null where what is set cannot be read.</summary>
    public bool? NoTlsStrict { get; }

    /// <summary>Settings that cannot be read, one sentence each.</summary>
    public string[] Flaws { get; }

    /// <summary>Where the settings are.</summary>
    public string Location { get; }

    /// <summary>The file that -Path named; null where none was named.</summary>
    public string? Path { get; }

    /// <summary>The registry key that -Root named; null where none was named.</summary>
    public string? Root { get; }

    /// <summary>The instance whose settings they are; null where they are not those of an instance.</summary>
    public string? InstanceId { get; }

    /// <summary>The instance's region; null where there is no instance.</summary>
    public string? Region { get; }

    /// <summary>The profile that was named, also by AWS_PROFILE; null where none was, or there is no instance.</summary>
    public string? ProfileName { get; }

    /// <summary>The verifier in one line.</summary>
    public override string ToString() => IsSet ? Address : "(no verifier)";
}
