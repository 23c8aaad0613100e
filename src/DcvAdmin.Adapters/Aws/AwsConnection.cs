using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SecurityToken;
using DcvAdmin.Aws.Signing;
using DcvAdmin.Aws.Ec2;
using DcvAdmin.Aws.Ssm;
using DcvAdmin.Aws.Tagging;
using DcvAdmin.Aws.Wire;
using DcvAdmin.Aws.Workspaces;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Aws;

/// <summary>AWS in one region; each service's client is made at its first use.</summary>
internal sealed class AwsConnection : IAwsConnection, IDisposable
{
    private const int Retries = 4;
    private const int DynamoDbRetries = 2;

    // A large estate is read page after page, and one call that is throttled once too often loses its region.
    private const int WorkspacesRetries = 8;

    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(30);

    private readonly AWSCredentials _credentials;
    private readonly AwsAccess _access;
    private readonly Lazy<AmazonSecurityTokenServiceClient> _sts;
    private readonly Lazy<WireClient> _ssm;
    private readonly Lazy<WireClient> _workspaces;
    private readonly Lazy<WireClient> _tagging;
    private readonly Lazy<WireClient> _ec2;

    public AwsConnection(AWSCredentials credentials, string region, string? profileName, AwsAccess access, SessionAccount account)
    {
        _credentials = credentials;
        _access = access;
        Region = region;
        ProfileName = profileName;
        _sts = new(() => new AmazonSecurityTokenServiceClient(credentials, Configure(new AmazonSecurityTokenServiceConfig())));
        SecurityTokenService = new SecurityTokenService(_sts, region);
        _ssm = new(() => new WireClient(credentials, Configure(new WireConfig(Ssm.SystemsManager.Service))));
        SystemsManager = new SystemsManager(_ssm, region);
        _workspaces = new(() => new WireClient(credentials, Persist(Configure(new WireConfig(WorkspacesApi.Service) { Rate = new AdaptiveRate(), Report = access.Report }))));
        _tagging = new(() => new WireClient(credentials, Persist(Configure(new WireConfig(ResourceTagging.Service) { Rate = new AdaptiveRate(), Report = access.Report }))));
        Workspaces = new WorkspacesApi(_workspaces, region, new ResourceTagging(_tagging, region), cancellationToken => account.GetAsync(SecurityTokenService, cancellationToken), access.CallLimit);
        _ec2 = new(() => new WireClient(credentials, Configure(new WireConfig(AccountRegions.Service))));
        Regions = new AccountRegions(_ec2, region, access.Report);
    }

    public string Region { get; }

    public string? ProfileName { get; }

    public ISecurityTokenService SecurityTokenService { get; }

    public ISystemsManager SystemsManager { get; }

    public IWorkspaces Workspaces { get; }

    public IRegions Regions { get; }

    /// <summary>A client of DynamoDB, for whoever asks to dispose of.</summary>
    /// <param name="clock">Is told what the service's clock says.</param>
    /// <param name="attemptLimit">How long one attempt may take.</param>
    public AmazonDynamoDBClient CreateDynamoDbClient(ServiceClock clock, TimeSpan attemptLimit)
    {
        var config = Configure(new AmazonDynamoDBConfig());
        config.Timeout = attemptLimit;
        config.MaxErrorRetry = DynamoDbRetries;
        RequestPipeline.Attach(config, clock);
        return new AmazonDynamoDBClient(_credentials, config);
    }

    /// <summary>A client for the calls of DynamoDB that a logon waits for; for whoever asks to dispose of.</summary>
    /// <param name="clock">Is told what the service's clock says.</param>
    /// <param name="sdk">The SDK's client, where its address has to be asked for.</param>
    public SignedDynamoDbClient CreateDirectDynamoDbClient(ServiceClock clock, Func<AmazonDynamoDBClient> sdk) =>
        new(RenewCredentialsAsync, Region, () => new DynamoDbRoute(DynamoDbEndpoint.Find(Region, _access.EndpointUrl, ProfileName, sdk), Proxy()), clock, _access.Report);

    // Credentials were obtained once before; what a later renewal is refused for is told as then, and not as a fault of what was to be signed.
    private async Task<ImmutableCredentials> RenewCredentialsAsync()
    {
        try
        {
            return await _credentials.GetCredentialsAsync().ConfigureAwait(false);
        }
        catch (AmazonServiceException refusal)
        {
            throw refusal.ToAwsException("the sign-in");
        }
        catch (Exception failure) when (failure is not (AwsException or HttpRequestException or IOException or WebException or TimeoutException or OperationCanceledException or OutOfMemoryException))
        {
            throw AwsFaults.NoCredentials(ProfileName, failure);
        }
    }

#if NET
    // The framework reads HTTPS_PROXY and NO_PROXY itself.
    private static WebProxy? Proxy() => null;
#else
    // As for the SDK's own clients.
    private static WebProxy? Proxy()
    {
        var config = new AmazonDynamoDBConfig();
        return config.GetWebProxy() ?? config.GetHttpsProxy();
    }
#endif

    public void Dispose()
    {
        if (_sts.IsValueCreated) _sts.Value.Dispose();
        if (_ssm.IsValueCreated) _ssm.Value.Dispose();
        if (_workspaces.IsValueCreated) _workspaces.Value.Dispose();
        if (_tagging.IsValueCreated) _tagging.Value.Dispose();
        if (_ec2.IsValueCreated) _ec2.Value.Dispose();
    }

    private static WireConfig Persist(WireConfig config)
    {
        if (FallbackInternalConfigurationFactory.MaxAttempts is null) config.MaxErrorRetry = WorkspacesRetries;
        return config;
    }

    private TConfig Configure<TConfig>(TConfig config)
        where TConfig : ClientConfig
    {
        // The SDK keeps what it found first for the whole process; in a session that goes on for days, variables and files change.
        FallbackInternalConfigurationFactory.Reset();
        // AWS_RETRY_MODE (adaptive, for fleets that are throttled), AWS_MAX_ATTEMPTS and the configuration file win, as in AWS's own tools; but for the attempts at DynamoDB.
        if (FallbackInternalConfigurationFactory.RetryMode is null) config.RetryMode = RequestRetryMode.Standard;
        if (FallbackInternalConfigurationFactory.MaxAttempts is null) config.MaxErrorRetry = Retries;
        config.Timeout = AttemptLimit;
        // The SDK would log bodies where the process's configuration asks for it, and bodies hold user names and tokens.
        config.DisableLogging = true;
        // Also where AWS_ENDPOINT_URL or the profile names an address: the SDK would sign for us-east-1 then.
        config.AuthenticationRegion = Region;
        if (_access.EndpointUrl is null) config.RegionEndpoint = RegionEndpoint.GetBySystemName(Region);
        else config.ServiceURL = _access.EndpointUrl.AbsoluteUri;
        return RequestPipeline.Attach(config, _access.Report);
    }
}
