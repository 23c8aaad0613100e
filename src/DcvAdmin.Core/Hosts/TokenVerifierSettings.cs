using System;
using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Hosts;

/// <summary>Whom a DCV server asks about connection tokens, and how, as far as it stands in its settings.</summary>
/// <param name="Address">What stands in <c>auth-token-verifier</c>; empty where the server's own verifier decides.</param>
/// <param name="Timeout">How long it waits.</param>
/// <param name="CaFile">The file of authorities it trusts; null for the trust store of its machine.</param>
/// <param name="NoTlsStrict">Whether it checks certificates loosely; null where what stands there cannot be read, and so may mean either.</param>
public sealed record TokenVerifierSettings(string Address, TimeSpan Timeout, string? CaFile, bool? NoTlsStrict)
{
    /// <summary>What stands there and cannot be read, one sentence each.</summary>
    public IReadOnlyList<string> Flaws { get; init; } = [];

    /// <summary>The settings concerned.</summary>
    public static IReadOnlyList<HostSetting> Settings { get; } =
        [HostSettings.AuthTokenVerifier, HostSettings.AuthTokenVerifierTimeout, HostSettings.CaFile, HostSettings.NoTlsStrict];

    /// <summary>Picks them out of all settings; what is not set has its default, and so has what cannot be read, but for no-tls-strict.</summary>
    public static TokenVerifierSettings Of(IReadOnlyCollection<StoredSetting> stored)
    {
        var flawed = stored.Where(one => one.Value is null && Settings.Any(setting => setting.Section == one.Section && setting.Name == one.Name)).ToArray();
        var caFile = (string)Content(stored, HostSettings.CaFile);
        return new TokenVerifierSettings(
            (string)Content(stored, HostSettings.AuthTokenVerifier),
            TimeSpan.FromSeconds((int)Content(stored, HostSettings.AuthTokenVerifierTimeout)),
            caFile.Length == 0 ? null : caFile,
            flawed.Any(one => one.Name == HostSettings.NoTlsStrict.Name) ? null : (bool)Content(stored, HostSettings.NoTlsStrict))
        {
            Flaws = flawed.Length == 0 ? [] : [.. flawed.Select(one => $"{one.Section}/{one.Name} is {one.Text}, which is no value for it; the DCV server may ignore it.")],
        };
    }

    private static object Content(IEnumerable<StoredSetting> stored, HostSetting setting) =>
        (stored.FirstOrDefault(one => one.Section == setting.Section && one.Name == setting.Name)?.Value ?? setting.Default!).Content;
}
