using System.Management.Automation;
using System.Threading.Tasks;
using DcvAdmin.Pipeline;

namespace DcvAdmin.Hosts;

/// <summary>Shows whom a DCV server asks about connection tokens.</summary>
[Cmdlet(VerbsCommon.Get, "DcvTokenVerifier")]
[OutputType(typeof(DcvTokenVerifier))]
public sealed class GetDcvTokenVerifierCommand : HostCmdlet
{
    private ThrottledWork<OpenHost>? _work;

    private protected override string Activity => "Reading token verifiers";

    private protected override void Begin()
    {
        base.Begin();
        _work = Throttle<OpenHost>(1, host => host.Location, async (host, stop) =>
            await EmitAsync(new DcvTokenVerifier(host.Origin, await host.Configuration.ReadAsync(stop).ConfigureAwait(false))).ConfigureAwait(false));
    }

    private protected override void Process()
    {
        if (IsForInstances()) Ask(new InstanceCommand("GetHostConfiguration"));
        else _work!.Add(Open());
    }

    private protected override Task TakeAsync(HostReport report, HostOrigin origin, string typed) => EmitAsync(new DcvTokenVerifier(origin, report.Settings!));
}
