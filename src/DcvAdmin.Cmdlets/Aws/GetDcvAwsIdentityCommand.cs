using System.Management.Automation;

namespace DcvAdmin.Aws;

/// <summary>Shows as whom, and in which account, the module asks AWS.</summary>
[Cmdlet(VerbsCommon.Get, "DcvAwsIdentity")]
[OutputType(typeof(DcvAwsIdentity))]
public sealed class GetDcvAwsIdentityCommand : AwsCmdlet
{
    private protected override string Activity => "Asking AWS who this is";

    private protected override void Process()
    {
        var profile = ProfileName;
        InEachRegion(async (aws, stop) => await EmitAsync(new DcvAwsIdentity(await aws.GetIdentityAsync(stop).ConfigureAwait(false), aws.Region, profile)).ConfigureAwait(false));
    }
}
