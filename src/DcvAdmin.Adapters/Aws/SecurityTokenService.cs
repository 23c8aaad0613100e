using System;
using System.Threading;
using System.Threading.Tasks;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace DcvAdmin.Aws;

/// <summary>AWS STS through the SDK.</summary>
internal sealed class SecurityTokenService(Lazy<AmazonSecurityTokenServiceClient> client, string region) : ISecurityTokenService
{
    public async Task<AwsIdentity> GetCallerIdentityAsync(CancellationToken cancellationToken)
    {
        try
        {
            var reply = await client.Value.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken).ConfigureAwait(false);
            return reply is { Account: { Length: > 0 } account, Arn: { Length: > 0 } arn }
                ? new AwsIdentity(account, arn, reply.UserId)
                : throw new AwsException(AwsFault.Protocol, "The answer to GetCallerIdentity names no account.", "Check that -EndpointUrl, where given, is an address of AWS STS.");
        }
        catch (Exception failure) when (AwsFaults.IsAws(failure) && !cancellationToken.IsCancellationRequested)
        {
            throw failure.ToAwsException($"GetCallerIdentity in {region}");
        }
    }
}
