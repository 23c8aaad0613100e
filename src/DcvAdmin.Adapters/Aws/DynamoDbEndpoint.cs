using System;
using System.IO;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace DcvAdmin.Aws;

/// <summary>The address of DynamoDB in a region, as AWS's own tools find it.</summary>
internal static class DynamoDbEndpoint
{
    // What the SDK heeds besides an address. Source: AWS SDKs and Tools Reference Guide, settings reference.
    private static readonly string[] Choices =
    [
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT", "AWS_ACCOUNT_ID_ENDPOINT_MODE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_PROFILE",
    ];

    /// <param name="region">The region.</param>
    /// <param name="named">The address that is named; null where none is.</param>
    /// <param name="profileName">The profile that is named; null where none is.</param>
    /// <param name="sdk">Asked where there is more to heed than an address in the environment. It is compiled anew in each process, so that a function's first logon would wait for it.</param>
    /// <exception cref="AwsException">What is configured leads to none.</exception>
    public static string Find(string region, Uri? named, string? profileName, Func<IAmazonDynamoDB> sdk)
    {
        if (named is not null) return named.AbsoluteUri;
        if (profileName is null && IsPlain(region) && !Array.Exists(Choices, choice => Variable(choice) is not null) && !HasFiles())
            return Variable("AWS_ENDPOINT_URL_DYNAMODB") ?? Variable("AWS_ENDPOINT_URL") ?? $"https://dynamodb.{region}.amazonaws.com/";
        try
        {
            return sdk().DetermineServiceOperationEndpoint(new GetItemRequest { TableName = "any" }).URL;
        }
        catch (Exception failure) when (failure is not (AwsException or OutOfMemoryException))
        {
            throw AwsFaults.InvalidConfiguration(failure);
        }
    }

    // Partitions with other domains (China, the European sovereign cloud, the isolated ones) are the SDK's to know.
    private static bool IsPlain(string region) => !region.StartsWith("cn-", StringComparison.Ordinal) && !region.StartsWith("eusc-", StringComparison.Ordinal) && region.IndexOf("-iso", StringComparison.Ordinal) < 0;

    // The credentials file may hold settings, too.
    private static bool HasFiles()
    {
        foreach (var home in new[] { Variable("HOME"), Variable("USERPROFILE"), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) })
        {
            if (home is { Length: > 0 } && (File.Exists(Path.Combine(home, ".aws", "config")) || File.Exists(Path.Combine(home, ".aws", "credentials")))) return true;
        }

        return false;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
