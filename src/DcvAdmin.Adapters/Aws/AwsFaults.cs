using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using System.Xml;
using Amazon.Runtime;

namespace DcvAdmin.Aws;

/// <summary>Turns what the SDK throws into a sentence an admin can act on.</summary>
internal static class AwsFaults
{
    // How AWSSDK.Core begins its complaint about a line that it cannot read. It goes on with the line itself, which may hold a secret access key.
    private static readonly Regex UnreadableLine = new("^Line (?<line>[0-9]+):<.*> in file (?<file>.+?) does not", RegexOptions.CultureInvariant | RegexOptions.Singleline);

    /// <summary>A file that cannot be read. Neither the SDK's text nor its exception is passed on: they quote the file.</summary>
    public static AwsException InvalidConfiguration(Exception cause)
    {
        var match = UnreadableLine.Match(cause.Message);
        return new AwsException(
            AwsFault.InvalidConfiguration,
            match.Success ? $"Line {match.Groups["line"].Value} of {match.Groups["file"].Value} cannot be read." : "An AWS configuration or credentials file cannot be read.",
            "Mend the line: a section in brackets, 'name = value', or a comment. One such line spoils every profile.");
    }

    /// <summary>Credentials that could not be obtained. The SDK's exception is not passed on: it may quote the credentials file or what a credential process said.</summary>
    public static AwsException NoCredentials(string? profileName, Exception cause)
    {
        var who = profileName is null ? "No AWS credentials were found." : $"The AWS profile '{profileName}' gives no credentials.";
        // The SDK has no types of its own for the first two.
        return cause switch
        {
            _ when Speaks(cause, "SSO") => Fault("Its single sign-on was never made, or has expired.", "Sign in with 'aws sso login', and --profile with the profile's name."),
            _ when Speaks(cause, "MfaTokenCodeCallback") => Fault(
                "It wants a code of a second factor, which this module does not ask for.", "Use 'aws sts get-session-token' or single sign-on, and a profile with what they give."),
            ProcessAWSCredentialException => Fault("Its credential_process failed.", "Run the command that stands there, and see what it says."),
            InvalidDataException when cause.Message.StartsWith("Error reading source profile", StringComparison.Ordinal) => Fault("Its source_profile cannot be used.", "Check the profile that it names."),
            _ => Fault(string.Empty, profileName is null
                ? "Pass -ProfileName, set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the instance a role."
                : "Check its entries: keys, a role with its source, single sign-on or a credential_process."),
        };

        AwsException Fault(string reason, string advice) => new(AwsFault.NoCredentials, $"{who} {reason}".TrimEnd(), advice);
    }

    /// <param name="failure">What the SDK threw.</param>
    /// <param name="what">The call, for the message: operation and region.</param>
    /// <param name="permission">The IAM action that the call needs, for the advice; null where it is not one alone.</param>
    public static AwsException ToAwsException(this Exception failure, string what, string? permission = null) => failure switch
    {
        AwsException known => known,
        AmazonUnmarshallingException or XmlException or JsonException => new AwsException(AwsFault.Protocol, $"The answer to {what} was not understood.", "Check that -EndpointUrl, where given, is an address of the service.", failure),
        AmazonServiceException service => OfService(service, what, permission),
        TimeoutException or TaskCanceledException => new AwsException(AwsFault.Unavailable, $"{what} was not answered in time.", "Check the network path to AWS; behind a proxy set HTTPS_PROXY.", failure),
        _ => new AwsException(AwsFault.Unavailable, $"{what} did not reach AWS: {failure.GetBaseException().Message}", "Check the network path, and -EndpointUrl where given; behind a proxy set HTTPS_PROXY.", failure),
    };

    private static bool Speaks(Exception cause, string word) => cause.ToString().IndexOf(word, StringComparison.Ordinal) >= 0;

    /// <summary>Whether an exception is the SDK's or the network's, and not a defect of ours.</summary>
    public static bool IsAws(Exception failure) =>
        failure is AmazonServiceException or AmazonClientException or XmlException or JsonException or HttpRequestException or IOException or WebException or TimeoutException or TaskCanceledException;

    private static AwsException OfService(AmazonServiceException failure, string what, string? permission)
    {
        var (fault, advice) = Classify(failure.ErrorCode ?? string.Empty, (int)failure.StatusCode);
        if (fault == AwsFault.AccessDenied && permission is not null) advice = $"Grant {permission} to the identity that Get-DcvAwsIdentity shows, or use another profile.";
        // The SDK's text for an answer without an error body is a page of advice on its own settings.
        var reason = string.IsNullOrEmpty(failure.ErrorCode) ? $"HTTP status {(int)failure.StatusCode}" : $"{failure.ErrorCode}: {failure.Message}";
        return (int)failure.StatusCode == 0 && failure.InnerException is not null
            ? new AwsException(AwsFault.Unavailable, $"{what} did not reach AWS: {failure.GetBaseException().Message}", "Check the network path, and -EndpointUrl where given; behind a proxy set HTTPS_PROXY.", failure)
            : new AwsException(fault, $"AWS refused {what}: {reason}".TrimEnd('.') + ".", advice, failure) { RequestId = failure.RequestId };
    }

    // Codes of "Common Error Types" in the references of the services we call; the HTTP status decides for the rest.
    internal static (AwsFault Fault, string Advice) Classify(string code, int status) => code switch
    {
        "InvalidClientTokenId" or "UnrecognizedClientException" or "AuthFailure" => (AwsFault.CredentialsRefused,
            "The access key is unknown, or not valid in this region: check the profile, and that the account has the region enabled."),
        "ExpiredToken" or "ExpiredTokenException" or "RequestExpired" => (AwsFault.CredentialsRefused, "The credentials have expired: sign in again."),
        "SignatureDoesNotMatch" or "IncompleteSignature" or "MissingAuthenticationToken" or "InvalidSignatureException" => (AwsFault.CredentialsRefused,
            "Check the secret access key, and that this machine's clock is right."),
        "RequestTimeTooSkewed" or "RequestInTheFuture" => (AwsFault.CredentialsRefused, "Set this machine's clock."),
        "AccessDenied" or "AccessDeniedException" or "UnauthorizedOperation" or "OptInRequired" => (AwsFault.AccessDenied,
            "Grant the permission to the identity that Get-DcvAwsIdentity shows, or use another profile."),
        "Throttling" or "ThrottlingException" or "ThrottledException" or "RequestLimitExceeded" or "TooManyRequestsException" or "RequestThrottled" or "RequestThrottledException" or "BandwidthLimitExceeded" or "SlowDown"
            or "ProvisionedThroughputExceededException" => (AwsFault.Throttled, "Try again later, with a lower -ThrottleLimit."),
        "LimitExceededException" or "ServiceQuotaExceededException" or "ResourceLimitExceededException" => (AwsFault.QuotaExceeded, "Ask for a higher quota in Service Quotas, or remove what is not needed."),
        "ResourceInUseException" or "ConflictException" or "OperationInProgressException" or "InvalidResourceStateException" or "ConditionalCheckFailedException" => (AwsFault.Conflict,
            "Look at its state, and try again when it allows this."),
        "InvalidDocument" => (AwsFault.NotFound, "Check the document's name and region; Register-DcvSsmDocument puts those of this module there."),
        "InvalidDocumentVersion" or "InvocationDoesNotExist" or "InvalidCommandId" => (AwsFault.NotFound, "Check the id, the region and the account."),
        "InvalidInstanceId" => (AwsFault.NotFound,
            "Check that the instance runs, that its SSM Agent is online in this region, and that its role holds the policy AmazonSSMManagedInstanceCore."),
        "InvalidParameters" => (AwsFault.InvalidRequest, "Correct the value; the document's version in this region may be an older one, which Register-DcvSsmDocument renews."),
        "DocumentAlreadyExists" or "DuplicateDocumentContent" or "DuplicateInstanceId" or "InvalidDocumentOperation" or "AssociatedInstances" => (AwsFault.Conflict,
            "Look at its state, and try again when it allows this."),
        "DocumentLimitExceeded" or "DocumentVersionLimitExceeded" or "MaxDocumentSizeExceeded" => (AwsFault.QuotaExceeded,
            "Ask for a higher quota in Service Quotas, or remove documents or versions that are not needed."),
        _ when code.IndexOf("NotFound", StringComparison.Ordinal) >= 0 || status == 404 => (AwsFault.NotFound, "Check the id, the region and the account."),
        _ when status == 403 => (AwsFault.AccessDenied, "Grant the permission to the identity that Get-DcvAwsIdentity shows, or use another profile."),
        _ when status == 429 => (AwsFault.Throttled, "Try again later, with a lower -ThrottleLimit."),
        _ when status >= 500 => (AwsFault.Unavailable, "The service has a fault, also after the retries: try again later and look at the AWS Health Dashboard."),
        _ => (AwsFault.InvalidRequest, "Correct what the message names."),
    };
}
