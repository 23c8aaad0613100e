using System.Management.Automation;
using System.Threading.Tasks;
using DcvAdmin.Diagnosis;
using DcvAdmin.Loading;

namespace DcvAdmin.Hosts;

/// <summary>Follows the way from a DCV server's settings to its verifier's answer.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DcvTokenVerifier")]
[OutputType(typeof(DiagnosisStep), typeof(bool))]
public sealed class TestDcvTokenVerifierCommand : HostCmdlet
{
    /// <summary>Writes true or false instead of the steps.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override string Activity => "Testing the token verifier";

    private protected override void Process()
    {
        var host = Open();
        var isQuiet = Quiet.IsPresent;
        var isWhole = Await(host.Location, async stop =>
        {
            var settings = TokenVerifierSettings.Of(await host.Configuration.ReadAsync(stop).ConfigureAwait(false));
            var diagnosis = new VerifierDiagnosis(settings, AdapterLoader.Factory.CreateVerifierProbe(), host.Typed);
            return await diagnosis.RunAsync(
                step =>
                {
                    Advance(step.Name);
                    return isQuiet ? Task.CompletedTask : EmitAsync(step);
                },
                stop).ConfigureAwait(false);
        });
        if (isQuiet) WriteObject(isWhole);
    }
}
