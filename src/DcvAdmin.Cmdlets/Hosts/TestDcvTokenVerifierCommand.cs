using System.Management.Automation;
using System.Threading.Tasks;
using DcvAdmin.Diagnosis;
using DcvAdmin.Loading;

namespace DcvAdmin.Hosts;

/// <summary>Follows the way from a DCV server's settings to its verifier's answer.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DcvTokenVerifier")]
[OutputType(typeof(DiagnosisStep), typeof(InstanceDiagnosisStep), typeof(bool))]
public sealed class TestDcvTokenVerifierCommand : HostCmdlet
{
    private volatile bool _isBroken;

    /// <summary>Writes true or false instead of the steps.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override string Activity => "Testing the token verifier";

    private protected override bool Answers(HostReport report) => report.Steps is { Count: > 0 };

    private protected override void Process()
    {
        if (IsForInstances())
        {
            Ask(new InstanceCommand("TestTokenVerifier"));
            return;
        }

        var host = Open();
        var isQuiet = Quiet.IsPresent;
        var isWhole = AwaitForOne(host.Location, async stop =>
        {
            var settings = TokenVerifierSettings.Of(await host.Configuration.ReadAsync(stop).ConfigureAwait(false));
            var diagnosis = new VerifierDiagnosis(settings, AdapterLoader.Factory.CreateNetworkProbe(), AdapterLoader.Factory.CreateVerifierProbe(), host.Typed);
            return await diagnosis.RunAsync(
                step =>
                {
                    Advance(step.Name);
                    return isQuiet ? Task.CompletedTask : EmitAsync(At(host.Location, step));
                },
                stop).ConfigureAwait(false);
        });
        if (isQuiet) WriteObject(isWhole);
    }

    // One host's steps look like another's.
    private static PSObject At(string location, DiagnosisStep step)
    {
        var shown = PSObject.AsPSObject(step);
        shown.Properties.Add(new PSNoteProperty("Location", location));
        return shown;
    }

    private protected override void End()
    {
        base.End();
        // An instance that has not answered is not known to be whole.
        if (Quiet && HasAskedInstances) WriteObject(!_isBroken && !HasSilentInstance);
    }

    private protected override async Task TakeAsync(HostReport report, HostOrigin origin, string typed)
    {
        foreach (var step in report.Steps!)
        {
            if (step.Result == StepResult.Failed) _isBroken = true;
            if (Quiet) continue;
            await EmitAsync(new InstanceDiagnosisStep(step.Name, step.Result, step.Detail, VerifierDiagnosis.MendAt(step.Mend, typed), origin.InstanceId!, origin.Region!, origin.ProfileName)).ConfigureAwait(false);
        }
    }
}
