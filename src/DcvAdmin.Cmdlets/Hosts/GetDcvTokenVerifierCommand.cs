using System.Management.Automation;
using DcvAdmin.Pipeline;

namespace DcvAdmin.Hosts;

/// <summary>Shows whom a DCV server asks about connection tokens.</summary>
[Cmdlet(VerbsCommon.Get, "DcvTokenVerifier")]
[OutputType(typeof(DcvTokenVerifier))]
public sealed class GetDcvTokenVerifierCommand : HostCmdlet
{
    private ThrottledWork<OpenHost>? _work;

    private protected override void Begin() => _work = Throttle<OpenHost>(1, host => host.Location, async (host, stop) =>
        await EmitAsync(new DcvTokenVerifier(host, await host.Configuration.ReadAsync(stop).ConfigureAwait(false))).ConfigureAwait(false));

    private protected override void Process() => _work!.Add(Open());
}
