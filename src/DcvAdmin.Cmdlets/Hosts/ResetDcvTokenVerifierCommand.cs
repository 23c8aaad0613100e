using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;

namespace DcvAdmin.Hosts;

/// <summary>Takes the verifier of a DCV server out, so that its defaults hold again.</summary>
[Cmdlet(VerbsCommon.Reset, "DcvTokenVerifier", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DcvTokenVerifier))]
public sealed class ResetDcvTokenVerifierCommand : HostChangeCmdlet
{
    private protected override string Activity => "Resetting token verifiers";

    private protected override void Process()
    {
        SettingChange[] changes = [.. TokenVerifierSettings.Settings.Select(setting => new SettingChange(setting.Section, setting.Name, null))];
        if (IsForInstances())
        {
            ChangeInstances(new InstanceCommand("ResetTokenVerifier"), changes);
            return;
        }

        var host = Open();
        var settings = Change(host, changes);
        if (PassThru && settings is not null) WriteObject(new DcvTokenVerifier(host.Origin, settings));
    }

    private protected override Task TakeAsync(HostReport report, HostOrigin origin, string typed) =>
        PassThru ? EmitAsync(new DcvTokenVerifier(origin, report.Settings!)) : Task.CompletedTask;
}
