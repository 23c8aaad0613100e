using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using DcvAdmin.Completion;
using DcvAdmin.Pipeline;

namespace DcvAdmin.Hosts;

/// <summary>Changes settings of a DCV server.</summary>
[Cmdlet(VerbsCommon.Set, "DcvHostConfiguration", DefaultParameterSetName = ValueSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DcvHostSetting))]
public sealed class SetDcvHostConfigurationCommand : HostChangeCmdlet
{
    private const string ValueSet = "Value";
    private const string SettingSet = "Setting";

    // Everything for one place is written together: one write, one backup, one restart.
    private readonly Dictionary<string, (OpenHost Host, Dictionary<string, SettingChange> Changes)> _pending = [];

    /// <summary>The section.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ValueSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(HostSectionCompleter))]
    public string Section { get; set; } = string.Empty;

    /// <summary>The name within the section.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ValueSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(HostSettingNameCompleter))]
    public string Name { get; set; } = string.Empty;

    /// <summary>The value; null takes the setting out.</summary>
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = ValueSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(HostSettingValueCompleter))]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? Value { get; set; }

    /// <summary>Several settings: section/name and value, or section and a table of names and values.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SettingSet)]
    [ValidateNotNull]
    public IDictionary Setting { get; set; } = new Hashtable();

    /// <summary>Takes settings that are not documented.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Process()
    {
        var host = Open();
        if (ParameterSetName == ValueSet) Add(host, Section, Name, Value);
        else AddAll(host);
    }

    private protected override void End()
    {
        foreach (var (host, changes) in _pending.Values)
        {
            if (Change(host, [.. changes.Values]) is not { } settings || !PassThru) continue;
            var touched = changes.Values.Select(change => (change.Section, change.Name)).ToArray();
            WriteObject(DcvHostSetting.All(host, settings).Where(setting => touched.Contains((setting.Section, setting.Name))), enumerateCollection: true);
        }
    }

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private void AddAll(OpenHost host)
    {
        foreach (DictionaryEntry entry in Setting)
        {
            var key = entry.Key.ToString();
            if (Unwrap(entry.Value) is IDictionary section)
            {
                foreach (DictionaryEntry inner in section) Add(host, key, inner.Key.ToString(), inner.Value);
                continue;
            }

            var slash = key.LastIndexOf('/');
            Add(host, slash < 0 ? string.Empty : key.Substring(0, slash), key.Substring(slash + 1), entry.Value);
        }
    }

    private void Add(OpenHost host, string section, string name, object? input)
    {
        var known = HostSettings.Find(section, name);
        if (known is null && !Force)
        {
            WriteError(Errors.HostSettingUnknown(section, name));
            return;
        }

        (section, name) = known is null ? (section, name) : (known.Section, known.Name);
        if (!SettingChange.IsSection(section) || !SettingChange.IsName(name))
        {
            WriteError(Errors.HostSettingInvalid(section, name, "A name has letters, digits and hyphens, and begins with a letter; parts of a section have a slash between them."));
            return;
        }

        SettingValue? value = null;
        if (Unwrap(input) is { } given)
        {
            given = given is object[] several ? several.Select(Unwrap).ToArray() : given;
            if (!(known ?? Guess(section, name, given)).TryRead(given, out value, out var flaw))
            {
                WriteError(Errors.HostSettingInvalid(section, name, flaw));
                return;
            }
        }

        if (!_pending.TryGetValue(host.Location, out var pending)) _pending[host.Location] = pending = (host, []);
        pending.Changes[$"{section}/{name}"] = new SettingChange(section, name, value);
    }

    /// <summary>A setting that is not documented has the type of what it is given.</summary>
    private static HostSetting Guess(string section, string name, object given) => new()
    {
        Section = section,
        Name = name,
        Type = given switch
        {
            bool or SwitchParameter => SettingType.Switch,
            int or long or short or byte => SettingType.Number,
            string => SettingType.Text,
            IEnumerable => SettingType.List,
            _ => SettingType.Text,
        },
        Summary = string.Empty,
        Source = string.Empty,
    };
}
