using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using DcvAdmin.Stores;

namespace DcvAdmin.Aws;

/// <summary>Finds credentials and region in the places where AWS's own tools look, in their order.</summary>
internal sealed class AwsSession(AwsAccess access) : IAwsSession
{
    private static readonly TimeSpan FailureLasts = TimeSpan.FromSeconds(5);

    private readonly object _gate = new();
    private readonly Dictionary<string, AwsConnection> _connections = [];
    private readonly SessionAccount _account = new();
    private Task<AWSCredentials>? _credentials;
    private Stopwatch _sinceCredentials = new();

    static AwsSession() => RequestPipeline.Install();

    /// <summary>The profile that is named, by the caller or by the environment; null where none is.</summary>
    private string? ProfileName { get; } = access.ProfileName ?? Variable("AWS_PROFILE");

    // The AWS CLI and most SDKs know AWS_DEFAULT_REGION too; this one does not.
    private static string? RegionOfEnvironment => Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION");

    public async Task<IAwsConnection> InRegionAsync(string? region, CancellationToken cancellationToken)
    {
        // The SDK searches without a token; where no metadata service answers that can take longer than anyone who pressed Ctrl+C waits.
        region ??= await Task.Run(FindRegion, cancellationToken).AbandonOn(cancellationToken).ConfigureAwait(false);
        var credentials = await Credentials().AbandonOn(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            return _connections.TryGetValue(region, out var known) ? known : _connections[region] = new AwsConnection(credentials, region, ProfileOf(credentials), access, _account);
        }
    }

    public void Dispose()
    {
        foreach (var connection in _connections.Values) connection.Dispose();
    }

    // Keys in the environment come before AWS_PROFILE, and are nobody's profile.
    private string? ProfileOf(AWSCredentials credentials) => credentials is EnvironmentVariablesAWSCredentials ? null : ProfileName;

    // Once for all regions: a credential process may ask a person, and assuming a role is a call of its own.
    private Task<AWSCredentials> Credentials()
    {
        lock (_gate)
        {
            // A server goes on for months, and credentials come back; but whoever asks for many regions at once is not to be told the same failure anew for each.
            if (_credentials is { IsFaulted: true } && _sinceCredentials.Elapsed > FailureLasts) _credentials = null;
            if (_credentials is not null) return _credentials;
            _sinceCredentials = Stopwatch.StartNew();
            return _credentials = Task.Run(ObtainAsync);
        }
    }

    private string FindRegion()
    {
        // In a Lambda function there are variables and no files: the search through the files is compiled only where it is needed.
        if (ProfileName is null && RegionOfEnvironment is { } region) return region;
        var profile = ReadProfile();
        // The SDK keeps the first region it found for the whole process; in a session that goes on for days, variables and files change.
        FallbackRegionFactory.Reset();
        return (access.ProfileName is null ? null : profile?.Region?.SystemName) ?? RegionOfEnvironment
            ?? FallbackRegionFactory.GetRegionEndpoint()?.SystemName ?? throw new AwsException(AwsFault.NoRegion, "No AWS region is given, and none is configured.", "Pass -Region, set AWS_REGION, or give the profile a region.");
    }

    private async Task<AWSCredentials> ObtainAsync()
    {
        // The keys of the environment are the first that the SDK looks for.
        var hasKeys = ProfileName is null && Variable("AWS_ACCESS_KEY_ID") is not null && Variable("AWS_SECRET_ACCESS_KEY") is not null && Variable("AWS_WEB_IDENTITY_TOKEN_FILE") is null;
        var profile = hasKeys ? null : ReadProfile();
        try
        {
            var credentials = hasKeys ? new EnvironmentVariablesAWSCredentials() : access.ProfileName is null
                ? await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync().ConfigureAwait(false)
                : AWSCredentialsFactory.GetAWSCredentials(profile, new CredentialProfileStoreChain());
            // Obtained here, so that what cannot be signed is not mistaken for what AWS did not answer.
            await credentials.GetCredentialsAsync().ConfigureAwait(false);
            access.Report.Decide(access.ProfileName is null ? $"Using AWS credentials from the {SourceOf(credentials)}." : $"Using AWS credentials of the profile '{access.ProfileName}'.");
            return credentials;
        }
        catch (AmazonServiceException refusal)
        {
            throw refusal.ToAwsException(access.ProfileName is null ? "the sign-in" : $"the sign-in with the profile '{access.ProfileName}'");
        }
        catch (Exception failure) when (failure is not (AwsException or OutOfMemoryException))
        {
            throw AwsFaults.NoCredentials(access.ProfileName, failure);
        }
    }

    /// <summary>The profile that is meant; null where none is named and there is no default one. One line that cannot be read spoils all profiles.</summary>
    private CredentialProfile? ReadProfile()
    {
        bool isThere;
        CredentialProfile? profile;
        try
        {
            isThere = new CredentialProfileStoreChain().TryGetProfile(ProfileName ?? "default", out profile);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw AwsFaults.InvalidConfiguration(failure);
        }

        return isThere || ProfileName is null
            ? profile
            : throw new AwsException(AwsFault.ProfileNotFound, $"There is no AWS profile '{ProfileName}'.",
                "Check the name, and that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name the files you mean; 'aws configure list-profiles' shows the names.");
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string SourceOf(AWSCredentials credentials) => credentials switch
    {
        EnvironmentVariablesAWSCredentials => "environment variables",
        GenericContainerCredentials => "container's role",
        BasicAWSCredentials or SessionAWSCredentials => "default profile",
        _ => "source " + credentials.GetType().Name,
    };
}
