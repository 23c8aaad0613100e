using System.Collections.Generic;
using System.Management.Automation;
using System.Threading.Tasks;
using DcvAdmin.Pipeline;

namespace DcvAdmin.Hosts;

/// <summary>Installs this module on instances, for all users of the host.</summary>
[Cmdlet(VerbsLifecycle.Install, "DcvHostModule", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DcvHostModule))]
public sealed class InstallDcvHostModuleCommand : InstanceCmdlet
{
    /// <summary>Where the hosts get the package: s3://bucket/key, or an https address.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidatePattern(@"^(s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/[A-Za-z0-9 ._~/+=@,()!-]{1,512}|https://[A-Za-z0-9\[][A-Za-z0-9.:\[\]-]{0,255}/[A-Za-z0-9._~%/?&=+,@:;!()-]{1,1000})\z",
        Options = System.Text.RegularExpressions.RegexOptions.CultureInvariant)]
    public string Source { get; set; } = string.Empty;

    /// <summary>The package's SHA-256 hash. Another package is not installed.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidatePattern(@"^[0-9A-Fa-f]{64}\z")]
    public string Sha256 { get; set; } = string.Empty;

    /// <summary>Returns what was installed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override string Activity => "Installing DcvAdmin on instances";

    private protected override void Process()
    {
        if (InstanceId is not { Length: > 0 }) throw new ItemFailedException(Errors.InstanceIdNeeded());
        var command = new InstanceCommand("InstallModule", new Dictionary<string, string> { [nameof(Source)] = Source, [nameof(Sha256)] = Sha256 });
        foreach (var id in InstanceId!)
        {
            var where = NamedRegion is null ? id : $"{id} in {NamedRegion}";
            if (ShouldProcess(where, $"Install DcvAdmin from {Source}")) Ask(NamedProfile, NamedRegion, id, command);
        }
    }

    private protected override bool Answers(HostReport report) => report.Version is not null;

    private protected override Task TakeAsync(HostReport report, HostOrigin origin, string typed) => PassThru ? EmitAsync(new DcvHostModule(report, origin)) : Task.CompletedTask;
}
