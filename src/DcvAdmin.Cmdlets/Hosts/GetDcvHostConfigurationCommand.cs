using System.Linq;
using System.Management.Automation;
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

    private protected override void Process()
    {
        var host = Open();
        var settings = DcvHostSetting.All(host, Await(host.Location, host.Configuration.ReadAsync)).ToArray();
        foreach (var section in Section)
        {
            foreach (var name in Name) Write(settings, section, name);
        }
    }

    private static bool Matches(string pattern, string text) => new WildcardPattern(pattern, WildcardOptions.IgnoreCase).IsMatch(text);

    private void Write(DcvHostSetting[] settings, string section, string name)
    {
        var matches = settings.Where(setting => Matches(section, setting.Section) && Matches(name, setting.Name)).ToArray();
        WriteObject(matches, enumerateCollection: true);
        // As everywhere in PowerShell: a pattern may match nothing, a name has to be there.
        if (matches.Length == 0 && !IsPattern(nameof(Section), section) && !IsPattern(nameof(Name), name)) WriteError(Errors.HostSettingUnknown(section, name));
    }

    private bool IsPattern(string parameter, string text) => MyInvocation.BoundParameters.ContainsKey(parameter) && WildcardPattern.ContainsWildcardCharacters(text);
}
