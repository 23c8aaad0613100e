using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Hosts;

namespace DcvAdmin.Completion;

/// <summary>Sections of a DCV server's settings.</summary>
internal sealed class HostSectionCompleter : ValueCompleter
{
    private protected override IEnumerable<Offer> Offer(IDictionary boundParameters) =>
        HostSettings.All.GroupBy(setting => setting.Section).Select(section => new Offer(section.Key, $"{section.Count()} documented settings"));
}

/// <summary>Names of a DCV server's settings, of the section that the command line names.</summary>
internal sealed class HostSettingNameCompleter : ValueCompleter
{
    private protected override IEnumerable<Offer> Offer(IDictionary boundParameters)
    {
        var sections = boundParameters["Section"] switch
        {
            string one => [one],
            IEnumerable many => many.Cast<object?>().Select(section => section?.ToString()).ToArray(),
            _ => (string?[])[],
        };
        return HostSettings.All.Where(setting => sections.Length == 0 || sections.Contains(setting.Section, StringComparer.OrdinalIgnoreCase))
            .GroupBy(setting => setting.Name)
            .Select(same => new Offer(same.Key, same.First().Summary) { AlsoKnownAs = same.First().Summary });
    }
}

/// <summary>Values that the setting on the command line takes.</summary>
internal sealed class HostSettingValueCompleter : ValueCompleter
{
    private protected override IEnumerable<Offer> Offer(IDictionary boundParameters)
    {
        if (HostSettings.Find(boundParameters["Section"]?.ToString(), boundParameters["Name"]?.ToString()) is not { } setting) return [];
        var values = setting switch
        {
            { AllowedValues.Count: > 0 } => setting.AllowedValues,
            { Type: SettingType.Switch } => ["true", "false"],
            _ => setting.Default is { } usual && usual.ToString().Length > 0 ? [usual.ToString()] : [],
        };
        return values.Select(value => new Offer(value, value == setting.Default?.ToString() ? "the default" : setting.Summary));
    }
}
