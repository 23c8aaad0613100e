using System;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using DcvAdmin.Stores;

namespace DcvAdmin.Aws;

/// <summary>Finds credentials and region in the places where AWS's own tools look, in their order.</summary>
internal static class AwsConnector
{
    /// <summary>Finds them; may ask the instance's metadata service, which takes seconds where there is none.</summary>
    /// <exception cref="AwsException">There are none.</exception>
    public static async Task<IAwsConnection> ConnectAsync(AwsAccess access, CancellationToken cancellationToken)
    {
        // The SDK searches without a token; on a machine without metadata service that can take longer than anyone who pressed Ctrl+C waits.
        var (credentials, region) = await Task.Run(() => Find(access), cancellationToken).AbandonOn(cancellationToken).ConfigureAwait(false);
        return new AwsConnection(credentials, region, access);
    }

    private static (AWSCredentials Credentials, string Region) Find(AwsAccess access)
    {
        CredentialProfile? profile = null;
        var profiles = new CredentialProfileStoreChain();
        if (access.ProfileName is not null && !profiles.TryGetProfile(access.ProfileName, out profile))
        {
            throw new AwsException(AwsFault.ProfileNotFound, $"There is no AWS profile '{access.ProfileName}'.",
                "Check the name, and that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name the files you mean; 'aws configure list-profiles' shows the names.");
        }

        // The SDK keeps the first region it found for the whole process; in a session that goes on for days, variables and files change.
        FallbackRegionFactory.Reset();
        // The region first: it is looked up in memory and files, and a wrong one is the commoner mistake.
        var region = access.Region ?? profile?.Region?.SystemName ?? FallbackRegionFactory.GetRegionEndpoint()?.SystemName
            ?? throw new AwsException(AwsFault.NoRegion, "No AWS region is given, and none is configured.", "Pass -Region, set AWS_REGION, or give the profile a region.");
        var credentials = profile is null ? OfEnvironment() : OfProfile(profile, profiles);
        access.Report.Decide(profile is null
            ? $"Using AWS credentials from the {SourceOf(credentials)} in {region}."
            : $"Using AWS credentials of the profile '{profile.Name}' in {region}.");
        return (credentials, region);
    }

    private static AWSCredentials OfProfile(CredentialProfile profile, ICredentialProfileSource profiles)
    {
        try
        {
            return AWSCredentialsFactory.GetAWSCredentials(profile, profiles);
        }
        catch (Exception failure) when (AwsFaults.IsAws(failure) || failure is InvalidOperationException or ArgumentException)
        {
            throw AwsFaults.NoCredentials($"The AWS profile '{profile.Name}' gives no credentials.", failure);
        }
    }

    private static AWSCredentials OfEnvironment()
    {
        try
        {
            return DefaultAWSCredentialsIdentityResolver.GetCredentials();
        }
        catch (Exception failure) when (AwsFaults.IsAws(failure) || failure is InvalidOperationException or ArgumentException)
        {
            throw AwsFaults.NoCredentials("No AWS credentials were found.", failure);
        }
    }

    private static string SourceOf(AWSCredentials credentials) => credentials switch
    {
        EnvironmentVariablesAWSCredentials => "environment variables",
        GenericContainerCredentials => "container's role",
        BasicAWSCredentials or SessionAWSCredentials => "default profile",
        _ => "source " + credentials.GetType().Name,
    };
}
