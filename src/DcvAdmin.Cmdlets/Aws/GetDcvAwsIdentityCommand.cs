using System.Management.Automation;

namespace DcvAdmin.Aws;

/// <summary>Shows as whom, and in which account, the module asks AWS.</summary>
[Cmdlet(VerbsCommon.Get, "DcvAwsIdentity")]
[OutputType(typeof(DcvAwsIdentity))]
public sealed class GetDcvAwsIdentityCommand : AwsCmdlet
{
    private protected override string Activity => "Asking AWS who this is";

    private protected override void Process() => InEachRegion(0, async (_, aws, stop) =>
    {
        var identity = await aws.SecurityTokenService.GetCallerIdentityAsync(stop).ConfigureAwait(false);
        await EmitAsync(new DcvAwsIdentity(identity, aws.Region, aws.ProfileName)).ConfigureAwait(false);
    });
}
