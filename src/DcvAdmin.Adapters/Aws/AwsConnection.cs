using System;
using System.Threading;
using System.Threading.Tasks;
using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace DcvAdmin.Aws;

/// <summary>AWS through its SDK; each service's client is made at its first use.</summary>
internal sealed class AwsConnection(AWSCredentials credentials, string region, AwsAccess access) : IAwsConnection
{
    private const int Retries = 4;

    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(30);

    private readonly Lazy<AmazonSecurityTokenServiceClient> _sts =
        new(() => new AmazonSecurityTokenServiceClient(credentials, Configure(new AmazonSecurityTokenServiceConfig(), region, access)));

    public string Region => region;

    public async Task<AwsIdentity> GetIdentityAsync(CancellationToken cancellationToken)
    {
        try
        {
            var reply = await _sts.Value.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken).ConfigureAwait(false);
            return reply is { Account: { Length: > 0 } account, Arn: { Length: > 0 } arn }
                ? new AwsIdentity(account, arn, reply.UserId)
                : throw new AwsException(AwsFault.Protocol, "The answer to GetCallerIdentity names no account.", "Check that -EndpointUrl, where given, is an address of AWS STS.");
        }
        catch (Exception failure) when (AwsFaults.IsAws(failure) && !cancellationToken.IsCancellationRequested)
        {
            throw failure.ToAwsException($"GetCallerIdentity in {region}");
        }
    }

    public void Dispose()
    {
        if (_sts.IsValueCreated) _sts.Value.Dispose();
    }

    private static TConfig Configure<TConfig>(TConfig config, string region, AwsAccess access)
        where TConfig : ClientConfig
    {
        config.RetryMode = RequestRetryMode.Standard;
        config.MaxErrorRetry = Retries;
        config.Timeout = AttemptLimit;
        // The SDK would log bodies where the process's configuration asks for it, and bodies hold user names and tokens.
        config.DisableLogging = true;
        // Also where AWS_ENDPOINT_URL or the profile names an address: the SDK would sign for us-east-1 then.
        config.AuthenticationRegion = region;
        if (access.EndpointUrl is null) config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        else config.ServiceURL = access.EndpointUrl.AbsoluteUri;
        return RequestReports.Attach(config, access.Report);
    }
}
