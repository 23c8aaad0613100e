using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Hosts;

/// <summary>One setting of a DCV server: what is known of it, and what it is set to.</summary>
public sealed class DcvHostSetting
{
    private DcvHostSetting(HostOrigin origin, HostSetting? known, StoredSetting? stored)
    {
        Section = known?.Section ?? stored!.Section;
        Name = known?.Name ?? stored!.Name;
        Value = stored is null ? null : stored.Value?.Content ?? new UnreadableText(stored.Text);
        IsSet = stored is not null;
        Default = known?.Default?.Content;
        Type = known?.Type ?? stored?.Value?.Type;
        NeedsRestart = known?.NeedsRestart ?? true;
        Reload = known?.Reload ?? SettingReload.Unknown;
        AllowedValues = [.. known?.AllowedValues ?? []];
        Minimum = known?.Minimum;
        Maximum = known?.Maximum;
        Since = known?.Since;
        Description = known?.Summary ?? "DcvAdmin does not know this setting.";
        Source = known?.Source;
        Flaw = stored is { Value: null } ? $"{stored.Text} is no value for it; the DCV server may ignore it." : null;
        Location = origin.Location;
        Path = origin.Path;
        Root = origin.Root;
        InstanceId = origin.InstanceId;
        Region = origin.Region;
        ProfileName = origin.ProfileName;
    }

    /// <summary>The section, with <c>/</c> between its parts.</summary>
    public string Section { get; }

    /// <summary>The name within the section.</summary>
    public string Name { get; }

    /// <summary>What it is set to: a text, a number, true or false, or an array of texts; null where it is not set, and an <see cref="UnreadableText"/> where what stands there is no value for it.</summary>
    public object? Value { get; }

    /// <summary>What holds where it is not set; null where that is not documented.</summary>
    public object? Default { get; }

    /// <summary>Whether it is set.</summary>
    public bool IsSet { get; }

    /// <summary>What counts: the value, or the default where it is not set.</summary>
    public object? EffectiveValue => IsSet ? Value : Default;

    /// <summary>The kind of value it takes; null where that is not known.</summary>
    public SettingType? Type { get; }

    /// <summary>Whether a change takes effect only after a restart of the DCV server.</summary>
    public bool NeedsRestart { get; }

    /// <summary>When the server reads it.</summary>
    public SettingReload Reload { get; }

    /// <summary>The texts it takes; empty where any will do.</summary>
    public string[] AllowedValues { get; }

    /// <summary>Smallest number; null where there is no bound.</summary>
    public int? Minimum { get; }

    /// <summary>Largest number; null where there is no bound.</summary>
    public int? Maximum { get; }

    /// <summary>The first version of DCV that knows it; null where every supported version does.</summary>
    public string? Since { get; }

    /// <summary>What it does.</summary>
    public string Description { get; }

    /// <summary>Where that is documented; null for a setting that is not.</summary>
    public string? Source { get; }

    /// <summary>What is wrong with what stands there; null where nothing is.</summary>
    public string? Flaw { get; }

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

    /// <summary>The setting in one line.</summary>
    public override string ToString() => $"{Section}/{Name}";

    /// <summary>Every documented setting, and behind them what else is set.</summary>
    internal static IEnumerable<DcvHostSetting> All(HostOrigin origin, IReadOnlyCollection<StoredSetting> stored)
    {
        var known = HostSettings.All.ToDictionary(setting => (setting.Section, setting.Name));
        var there = stored.ToDictionary(one => (one.Section, one.Name));
        return HostSettings.All.Select(setting => new DcvHostSetting(origin, setting, there.TryGetValue((setting.Section, setting.Name), out var one) ? one : null))
            .Concat(stored.Where(one => !known.ContainsKey((one.Section, one.Name))).Select(one => new DcvHostSetting(origin, null, one)));
    }
}
