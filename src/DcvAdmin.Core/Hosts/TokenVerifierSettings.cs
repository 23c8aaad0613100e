using System;
using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Hosts;

/// <summary>Whom a DCV server asks about connection tokens, and how, as far as it stands in its settings.</summary>
/// <param name="Address">What stands in <c>auth-token-verifier</c>; empty where the server's own verifier decides.</param>
/// <param name="Timeout">How long it waits.</param>
/// <param name="CaFile">The file of authorities it trusts; null for the trust store of its machine.</param>
/// <param name="NoTlsStrict">Whether it checks certificates loosely.</param>
public sealed record TokenVerifierSettings(string Address, TimeSpan Timeout, string? CaFile, bool NoTlsStrict)
{
    /// <summary>The settings concerned.</summary>
    public static IReadOnlyList<HostSetting> Settings { get; } =
        [HostSettings.AuthTokenVerifier, HostSettings.AuthTokenVerifierTimeout, HostSettings.CaFile, HostSettings.NoTlsStrict];

    /// <summary>Picks them out of all settings; what is not set, or cannot be read, has its default.</summary>
    public static TokenVerifierSettings Of(IReadOnlyCollection<StoredSetting> stored)
    {
        var caFile = (string)Content(stored, HostSettings.CaFile);
        return new TokenVerifierSettings(
            (string)Content(stored, HostSettings.AuthTokenVerifier),
            TimeSpan.FromSeconds((int)Content(stored, HostSettings.AuthTokenVerifierTimeout)),
            caFile.Length == 0 ? null : caFile,
            (bool)Content(stored, HostSettings.NoTlsStrict));
    }

    private static object Content(IEnumerable<StoredSetting> stored, HostSetting setting) =>
        (stored.FirstOrDefault(one => one.Section == setting.Section && one.Name == setting.Name)?.Value ?? setting.Default!).Content;
}
