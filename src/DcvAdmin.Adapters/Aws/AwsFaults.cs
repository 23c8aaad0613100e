using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using System.Xml;
using Amazon.Runtime;

namespace DcvAdmin.Aws;

/// <summary>Turns what the SDK throws into a sentence an admin can act on.</summary>
internal static class AwsFaults
{
    public static AwsException NoCredentials(string message, Exception cause) =>
        cause.Message.IndexOf("SSO", StringComparison.Ordinal) >= 0
            ? new AwsException(AwsFault.NoCredentials, message + " Its single sign-on was never made, or has expired.", "Sign in with 'aws sso login', and --profile with the profile's name.", cause)
            : new AwsException(AwsFault.NoCredentials, message, "Pass -ProfileName, set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the instance a role.", cause);

    /// <param name="failure">What the SDK threw.</param>
    /// <param name="what">The call, for the message: operation and region.</param>
    public static AwsException ToAwsException(this Exception failure, string what) => failure switch
    {
        AwsException known => known,
        AmazonUnmarshallingException or XmlException or JsonException => new AwsException(AwsFault.Protocol, $"The answer to {what} was not understood.", "Check that -EndpointUrl, where given, is an address of the service.", failure),
        AmazonServiceException service => OfService(service, what),
        ProcessAWSCredentialException => NoCredentials($"{what} could not be signed: the credential_process of the profile failed.", failure),
        InvalidDataException => NoCredentials($"{what} could not be signed: {failure.Message}", failure),
        // The SDK has no type of its own for it.
        AmazonClientException client when client.Message.IndexOf("credentials", StringComparison.OrdinalIgnoreCase) >= 0 || client.Message.IndexOf("SSO", StringComparison.Ordinal) >= 0
            => NoCredentials($"{what} could not be signed: there are no AWS credentials.", client),
        TimeoutException or TaskCanceledException => new AwsException(AwsFault.Unavailable, $"{what} was not answered in time.", "Check the network path to AWS; behind a proxy set HTTPS_PROXY.", failure),
        _ => new AwsException(AwsFault.Unavailable, $"{what} did not reach AWS: {failure.GetBaseException().Message}", "Check the network path, and -EndpointUrl where given; behind a proxy set HTTPS_PROXY.", failure),
    };

    /// <summary>Whether an exception is the SDK's or the network's, and not a defect of ours.</summary>
    public static bool IsAws(Exception failure) =>
        failure is AmazonServiceException or AmazonClientException or ProcessAWSCredentialException or InvalidDataException
            or XmlException or JsonException or HttpRequestException or IOException or WebException or TimeoutException or TaskCanceledException;

    private static AwsException OfService(AmazonServiceException failure, string what)
    {
        var (fault, advice) = Classify(failure.ErrorCode ?? string.Empty, (int)failure.StatusCode);
        // The SDK's text for an answer without an error body is a page of advice on its own settings.
        var reason = string.IsNullOrEmpty(failure.ErrorCode) ? $"HTTP status {(int)failure.StatusCode}" : $"{failure.ErrorCode}: {failure.Message}";
        return (int)failure.StatusCode == 0 && failure.InnerException is not null
            ? new AwsException(AwsFault.Unavailable, $"{what} did not reach AWS: {failure.GetBaseException().Message}", "Check the network path, and -EndpointUrl where given; behind a proxy set HTTPS_PROXY.", failure)
            : new AwsException(fault, $"AWS refused {what}: {reason}".TrimEnd('.') + ".", advice, failure) { RequestId = failure.RequestId };
    }

    // Codes of "Common Error Types" in the references of the services we call; the HTTP status decides for the rest.
    private static (AwsFault Fault, string Advice) Classify(string code, int status) => code switch
    {
        "InvalidClientTokenId" or "UnrecognizedClientException" or "AuthFailure" => (AwsFault.CredentialsRefused,
            "The access key is unknown, or not valid in this region: check the profile, and that the account has the region enabled."),
        "ExpiredToken" or "ExpiredTokenException" or "RequestExpired" => (AwsFault.CredentialsRefused, "The credentials have expired: sign in again."),
        "SignatureDoesNotMatch" or "IncompleteSignature" or "MissingAuthenticationToken" or "InvalidSignatureException" => (AwsFault.CredentialsRefused,
            "Check the secret access key, and that this machine's clock is right."),
        "RequestTimeTooSkewed" => (AwsFault.CredentialsRefused, "Set this machine's clock."),
        "AccessDenied" or "AccessDeniedException" or "UnauthorizedOperation" or "OptInRequired" => (AwsFault.AccessDenied,
            "Grant the permission to the identity that Get-DcvAwsIdentity shows, or use another profile."),
        "Throttling" or "ThrottlingException" or "ThrottledException" or "RequestLimitExceeded" or "TooManyRequestsException" or "RequestThrottled" or "SlowDown"
            or "ProvisionedThroughputExceededException" => (AwsFault.Throttled, "Try again later, with a lower -ThrottleLimit."),
        "LimitExceededException" or "ServiceQuotaExceededException" or "ResourceLimitExceededException" => (AwsFault.QuotaExceeded, "Ask for a higher quota in Service Quotas, or remove what is not needed."),
        "ResourceInUseException" or "ConflictException" or "OperationInProgressException" or "InvalidResourceStateException" or "ConditionalCheckFailedException" => (AwsFault.Conflict,
            "Look at its state, and try again when it allows this."),
        _ when code.IndexOf("NotFound", StringComparison.Ordinal) >= 0 || status == 404 => (AwsFault.NotFound, "Check the id, the region and the account."),
        _ when status == 403 => (AwsFault.AccessDenied, "Grant the permission to the identity that Get-DcvAwsIdentity shows, or use another profile."),
        _ when status == 429 => (AwsFault.Throttled, "Try again later, with a lower -ThrottleLimit."),
        _ when status >= 500 => (AwsFault.Unavailable, "The service has a fault, also after the retries: try again later and look at the AWS Health Dashboard."),
        _ => (AwsFault.InvalidRequest, "Correct what the message names."),
    };
}
