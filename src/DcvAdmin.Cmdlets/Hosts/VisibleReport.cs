using System.Linq;
using DcvAdmin.Diagnosis;
using DcvAdmin.Reporting;

namespace DcvAdmin.Hosts;

/// <summary>A report of another machine, safe to show: its texts end in tables and lists, and no setting can hold a control character.</summary>
internal static class VisibleReport
{
    public static HostReport MadeVisible(this HostReport report) => new(
        report.Location.Visible(),
        report.Settings?.Select(setting => new StoredSetting(setting.Section.Visible(), setting.Name.Visible(), MadeVisible(setting.Value), setting.Text.Visible())).ToArray(),
        report.Steps?.Select(step => new DiagnosisStep(step.Name.Visible(), step.Result, step.Detail.Visible(), step.Mend is null ? null : step.Mend.Visible())).ToArray(),
        report.Version?.Visible(),
        [.. report.Warnings.Select(warning => warning.Visible())]);

    private static SettingValue? MadeVisible(SettingValue? value) => value?.Content switch
    {
        string text => SettingValue.Of(text.Visible()),
        string[] texts => SettingValue.Of(texts.Select(text => text.Visible())),
        _ => value,
    };
}
