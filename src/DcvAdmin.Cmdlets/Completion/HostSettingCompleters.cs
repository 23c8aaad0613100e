using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
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
        return HostSettings.All.Where(setting => sections.Length == 0 || sections.Any(section => new WildcardPattern(section ?? string.Empty, WildcardOptions.IgnoreCase).IsMatch(setting.Section)))
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
            // One by one: all of them in one text would be one item.
            { Default.Content: string[] items } => items,
            _ => setting.Default is { } usual && usual.ToString().Length > 0 ? [usual.ToString()] : [],
        };
        return values.Select(value => new Offer(value, value == setting.Default?.ToString() ? "the default" : setting.Summary));
    }
}

/// <summary>Shows how long a DCV server may wait for its verifier.</summary>
internal sealed class VerifierTimeoutCompleter : ValueCompleter
{
    private protected override IEnumerable<Offer> Offer(IDictionary boundParameters) =>
        [new("5s", "5 seconds"), new("10s", "10 seconds"), new("30s", "30 seconds"), new("100s", "100 seconds, the default"), new("5m", "5 minutes")];
}
