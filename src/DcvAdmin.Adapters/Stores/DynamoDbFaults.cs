using System;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using DcvAdmin.Aws;
using DcvAdmin.Aws.Signing;

namespace DcvAdmin.Stores;

/// <summary>
/// Turns what a call of DynamoDB throws into a sentence an admin can act on. Neither the service's text nor its exception is passed on: a key may be a
/// token that was stored in clear, and nobody promises that the text does not repeat it.
/// </summary>
internal static class DynamoDbFaults
{
    /// <param name="failure">What the SDK or our own client threw.</param>
    /// <param name="table">The table as messages name it.</param>
    /// <param name="action">The IAM action that the call needs.</param>
    /// <param name="layout">What kind of table it is.</param>
    public static StoreException ToStoreException(this Exception failure, string table, string action, TableLayout layout) => failure switch
    {
        StoreException known => known,
        AwsException known => OfAws(known),
        ServiceRefusal refusal => OfService(refusal.Code, refusal.Status, refusal.RequestId, table, action, layout),
        AmazonServiceException service when IsAnswer(service) => OfService(service.ErrorCode ?? string.Empty, (int)service.StatusCode, service.RequestId, table, action, layout),
        JsonException or FormatException or (InvalidOperationException and not ObjectDisposedException) => new StoreException(StoreFault.Protocol, $"The answer of the {table} to {action} was not understood.", "Check that the endpoint, where one is named, is DynamoDB's."),
        OperationCanceledException or TimeoutException => new StoreException(StoreFault.Unavailable, $"The {table} did not answer {action} in time.", "Check the network path to AWS; behind a proxy set HTTPS_PROXY."),
        _ => new StoreException(StoreFault.Unavailable, $"The {table} cannot be reached: {Cause(failure)}", "Check the network path to AWS, and the endpoint where one is named; behind a proxy set HTTPS_PROXY."),
    };

    /// <summary>Whether a refusal is about an index that the table does not have: a table made by the published steps has none.</summary>
    public static bool IsMissingIndex(AmazonServiceException failure) =>
        (failure.ErrorCode == "ValidationException" && failure.Message.IndexOf("index", StringComparison.OrdinalIgnoreCase) >= 0)
        || (failure is ResourceNotFoundException && failure.Message.IndexOf("index", StringComparison.OrdinalIgnoreCase) >= 0);

    private static bool IsAnswer(AmazonServiceException failure) => (int)failure.StatusCode != 0 || !string.IsNullOrEmpty(failure.ErrorCode);

    // The framework's words for a request that had no answer hold an address at most; those of credentials that were not renewed came as an AwsException.
    private static string Cause(Exception failure) => failure.GetBaseException().Message.TrimEnd('.') + ".";

    private static StoreException OfService(string errorCode, int status, string requestId, string table, string action, TableLayout layout)
    {
        var code = errorCode.Length == 0 ? $"HTTP status {status}" : errorCode;
        var request = string.IsNullOrEmpty(requestId) ? string.Empty : $", request {requestId}";
        if (errorCode == "ResourceNotFoundException")
        {
            return new StoreException(StoreFault.NotAStore, $"There is no {table}.",
                $"Check the name, the region and the account; the key of the table is {layout.Key}, a string, and 'aws dynamodb create-table' as in docs/aws.md makes it with its indexes.");
        }

        if (errorCode == "ValidationException")
        {
            return new StoreException(StoreFault.NotAStore, $"The {table} does not take {action}: it is not laid out as {layout.Purpose}.",
                $"Its key is {layout.Key}, a string, without a sort key; docs/aws.md has the layout.");
        }

        var (fault, advice) = AwsFaults.Classify(errorCode, status);
        return fault switch
        {
            AwsFault.AccessDenied => new StoreException(StoreFault.AccessDenied, $"This identity may not use the {table}: it needs {action} ({code}{request}).",
                "Grant the action on the table, and for lists on its indexes, to the identity that Get-DcvAwsIdentity shows; docs/aws.md has the policies."),
            AwsFault.CredentialsRefused => new StoreException(StoreFault.Unauthorized, $"AWS refused the credentials for the {table} ({code}{request}).", advice),
            AwsFault.Throttled => new StoreException(StoreFault.Throttled, $"The {table} is throttled, also after the retries ({code}{request}).", "Try again later; give the table on-demand capacity, or more of it."),
            _ when status is >= 500 or 0 => new StoreException(StoreFault.Unavailable, $"DynamoDB has a fault, also after the retries ({code}{request}).", "Try again later and look at the AWS Health Dashboard."),
            _ => new StoreException(StoreFault.Protocol, $"The {table} refused {action} ({code}{request}).", advice),
        };
    }

    private static StoreException OfAws(AwsException failure) => new(
        failure.Fault switch
        {
            AwsFault.NoCredentials or AwsFault.CredentialsRefused or AwsFault.ProfileNotFound or AwsFault.InvalidConfiguration => StoreFault.Unauthorized,
            AwsFault.NoRegion or AwsFault.InsecureEndpoint => StoreFault.InvalidUri,
            AwsFault.AccessDenied => StoreFault.AccessDenied,
            AwsFault.Throttled => StoreFault.Throttled,
            _ => StoreFault.Unavailable,
        },
        failure.Message.EndsWith(failure.Advice, StringComparison.Ordinal) ? failure.Message.Substring(0, failure.Message.Length - failure.Advice.Length).TrimEnd() : failure.Message,
        failure.Fault == AwsFault.NoRegion ? "Name it in the store's address, dynamodb://table?region=eu-west-1, or set AWS_REGION." : failure.Advice);
}
