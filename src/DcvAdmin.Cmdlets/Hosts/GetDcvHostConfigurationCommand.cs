using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using DcvAdmin.Completion;
using DcvAdmin.Pipeline;

namespace DcvAdmin.Hosts;

/// <summary>Shows the settings of a DCV server.</summary>
[Cmdlet(VerbsCommon.Get, "DcvHostConfiguration")]
[OutputType(typeof(DcvHostSetting))]
public sealed class GetDcvHostConfigurationCommand : HostCmdlet
{
    /// <summary>Sections; all where none is given.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(HostSectionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Section { get; set; } = ["*"];

    /// <summary>Names within the sections; all where none is given.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(HostSettingNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    private protected override string Activity => "Reading settings of DCV servers";

    private protected override void Process()
    {
        if (IsForInstances())
        {
            Ask(new InstanceCommand("GetHostConfiguration"));
            return;
        }

        var host = Open();
        foreach (var write in Choose(host.Origin, AwaitForOne(host.Location, host.Configuration.ReadAsync))) write();
    }

    private protected override async Task TakeAsync(HostReport report, HostOrigin origin, string typed)
    {
        foreach (var write in Choose(origin, report.Settings!)) await DoAsync(write).ConfigureAwait(false);
    }

    private static bool Matches(string pattern, string text) => new WildcardPattern(pattern, WildcardOptions.IgnoreCase).IsMatch(text);

    /// <summary>What is to be written of the settings of one place, in the order of the parameters.</summary>
    private IEnumerable<Action> Choose(HostOrigin origin, IReadOnlyCollection<StoredSetting> stored)
    {
        var settings = DcvHostSetting.All(origin, stored).ToArray();
        var shown = new HashSet<DcvHostSetting>();
        foreach (var section in Section)
        {
            foreach (var name in Name)
            {
                var matches = settings.Where(setting => Matches(section, setting.Section) && Matches(name, setting.Name)).ToArray();
                // Where patterns overlap, once.
                var news = matches.Where(shown.Add).ToArray();
                yield return () => WriteObject(news, enumerateCollection: true);
                // As everywhere in PowerShell: a pattern may match nothing, a name has to be there.
                if (matches.Length == 0 && !IsPattern(nameof(Section), section) && !IsPattern(nameof(Name), name)) yield return () => WriteError(Errors.HostSettingUnknown(section, name));
            }
        }
    }

    private bool IsPattern(string parameter, string text) => MyInvocation.BoundParameters.ContainsKey(parameter) && WildcardPattern.ContainsWildcardCharacters(text);
}
