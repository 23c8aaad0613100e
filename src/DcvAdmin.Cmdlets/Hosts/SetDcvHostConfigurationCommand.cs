using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using DcvAdmin.Completion;
using DcvAdmin.Loading;
using DcvAdmin.Pipeline;

namespace DcvAdmin.Hosts;

/// <summary>Changes settings of a DCV server.</summary>
[Cmdlet(VerbsCommon.Set, "DcvHostConfiguration", DefaultParameterSetName = ValueSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DcvHostSetting))]
public sealed class SetDcvHostConfigurationCommand : HostChangeCmdlet
{
    private const string ValueSet = "Value";
    private const string SettingSet = "Setting";

    // What the pattern of the document's parameter permits.
    private const int MaximumSettings = 16000;

    // Everything for one place is written together: one write, one backup, one restart.
    private readonly Dictionary<string, (OpenHost Host, Dictionary<string, SettingChange> Changes)> _pending = [];
    private readonly Dictionary<InstancePlace, Dictionary<string, SettingChange>> _pendingInstances = [];

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

    private protected override string Activity => "Changing settings of DCV servers";

    private protected override void Process()
    {
        Dictionary<string, SettingChange>[] places = IsForInstances() ? [.. InstanceId!.Select(PendingOf)] : [PendingOf(Open())];
        if (ParameterSetName == ValueSet) Add(places, Section, Name, Value);
        else AddAll(places);
    }

    private protected override void End()
    {
        foreach (var (host, changes) in _pending.Values) ForOne(() => ChangeHost(host, [.. changes.Values]));
        foreach (var pending in _pendingInstances) ChangeInstance(pending.Key, [.. pending.Value.Values]);
        base.End();
    }

    private protected override async Task TakeAsync(HostReport report, HostOrigin origin, string typed)
    {
        if (!PassThru) return;
        // A setting that was taken out is none of those that the host reports.
        var touched = _pendingInstances.Where(pending => pending.Key.InstanceId == origin.InstanceId).SelectMany(pending => pending.Value.Values).Select(change => (change.Section, change.Name)).ToArray();
        foreach (var setting in DcvHostSetting.All(origin, report.Settings!).Where(setting => touched.Contains((setting.Section, setting.Name)))) await EmitAsync(setting).ConfigureAwait(false);
    }

    private void ChangeHost(OpenHost host, SettingChange[] changes)
    {
        if (changes.Length == 0) return;
        WarnOfRisks(changes);
        if (Change(host, changes) is not { } settings || !PassThru) return;
        var touched = changes.Select(change => (change.Section, change.Name)).ToArray();
        WriteObject(DcvHostSetting.All(host.Origin, settings).Where(setting => touched.Contains((setting.Section, setting.Name))), enumerateCollection: true);
    }

    private Dictionary<string, SettingChange> PendingOf(OpenHost host)
    {
        if (!_pending.TryGetValue(host.Location, out var pending)) _pending[host.Location] = pending = (host, []);
        return pending.Changes;
    }

    private Dictionary<string, SettingChange> PendingOf(string instanceId)
    {
        var place = new InstancePlace(NamedProfile, NamedRegion, instanceId);
        return _pendingInstances.TryGetValue(place, out var pending) ? pending : _pendingInstances[place] = [];
    }

    private void ChangeInstance(InstancePlace place, SettingChange[] changes)
    {
        if (changes.Length == 0) return;
        var settings = AdapterLoader.Factory.CreateHostReports().Write(changes);
        if (settings.Length > MaximumSettings)
        {
            WriteError(Errors.HostSettingsTooLarge(place.InstanceId, MaximumSettings / 4 * 3));
            return;
        }

        var parameters = new Dictionary<string, string> { ["Settings"] = settings };
        if (Force) parameters[nameof(Force)] = "true";
        ChangeInstances(new InstanceCommand("SetHostConfiguration", parameters), changes, place);
    }

    private static object? Unwrap(object? value) => value switch
    {
        PSObject wrapped => Unwrap(wrapped.BaseObject),
        SwitchParameter isOn => isOn.IsPresent,
        _ => value,
    };

    private void AddAll(Dictionary<string, SettingChange>[] places)
    {
        foreach (DictionaryEntry entry in Setting)
        {
            var key = entry.Key.ToString();
            if (Unwrap(entry.Value) is IDictionary section)
            {
                foreach (DictionaryEntry inner in section) Add(places, key, inner.Key.ToString(), inner.Value);
                continue;
            }

            var slash = key.LastIndexOf('/');
            Add(places, slash < 0 ? string.Empty : key.Substring(0, slash), key.Substring(slash + 1), entry.Value);
        }
    }

    private void Add(Dictionary<string, SettingChange>[] places, string section, string name, object? input)
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
            WriteError(Errors.HostSettingInvalid(section, name, "A name has letters, digits, hyphens and underscores, and begins with a letter; parts of a section have a slash between them."));
            return;
        }

        SettingValue? value = null;
        if (Unwrap(input) is { } given)
        {
            given = given is object[] several ? several.Select(Unwrap).ToArray() : given;
            if (!(known ?? HostSetting.Undocumented(section, name, given)).TryRead(given, out value, out var flaw))
            {
                WriteError(Errors.HostSettingInvalid(section, name, flaw));
                return;
            }
        }

        foreach (var changes in places) changes[$"{section}/{name}"] = new SettingChange(section, name, value);
    }
}
