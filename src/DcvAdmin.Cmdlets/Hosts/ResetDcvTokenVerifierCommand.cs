using System.Linq;
using System.Management.Automation;

namespace DcvAdmin.Hosts;

/// <summary>Takes the verifier of a DCV server out, so that its defaults hold again.</summary>
[Cmdlet(VerbsCommon.Reset, "DcvTokenVerifier", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DcvTokenVerifier))]
public sealed class ResetDcvTokenVerifierCommand : HostChangeCmdlet
{
    private protected override void Process()
    {
        var host = Open();
        var settings = Change(host, [.. TokenVerifierSettings.Settings.Select(setting => new SettingChange(setting.Section, setting.Name, null))]);
        if (PassThru && settings is not null) WriteObject(new DcvTokenVerifier(host, settings));
    }
}
