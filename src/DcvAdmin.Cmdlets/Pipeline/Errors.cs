using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Net.Http;
using DcvAdmin.Aws;
using DcvAdmin.Hosts;
using DcvAdmin.Loading;
using DcvAdmin.Reporting;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.Pipeline;

/// <summary>
/// Makes the error records of the module, those about WorkSpaces aside. Error ids are part of the interface and stand in about_DcvErrors: a script may test for them.
/// </summary>
internal static class Errors
{
    internal const string StoreMissingAdvice = "Check -Store, and as which account you run: the default store differs. New-DcvAuthToken makes a store with its first token.";

    private static readonly bool EngineShowsAdvice = typeof(PSCmdlet).Assembly.GetName().Version >= new Version(7, 5);

    /// <summary>The record of a failure of work.</summary>
    /// <param name="failure">What happened.</param>
    /// <param name="target">What it happened to.</param>
    /// <param name="subject">Who failed, where the failure does not say it itself: Store, Verifier, Aws.</param>
    public static ErrorRecord Of(Exception failure, object target, string subject)
    {
        var (id, category, advice) = Classify(failure, subject);
        return Record(failure, id, category, target, (failure as AdvisedException)?.Sentence ?? failure.Message, advice);
    }

    public static ErrorRecord TokenRequestRefused(TokenIssueResult refused, string? hostName = null)
    {
        var message = $"No token was issued for user '{refused.Request.UserName.Visible()}' on session '{refused.Request.SessionId.Visible()}'. {string.Join(" ", refused.Flaws)}";
        object target = refused.Request;
        if (hostName is not null)
        {
            // The request itself knows no host, but who mends it and pipes it in again still means the same one.
            var hosted = PSObject.AsPSObject(target);
            hosted.Properties.Add(new PSNoteProperty(nameof(DcvAuthToken.HostName), hostName));
            target = hosted;
        }

        return Record(new ArgumentException(message), "TokenRequestRefused", ErrorCategory.InvalidArgument, target, message,
            "Correct the request and pipe it in again: it is the error's target object.");
    }

    public static ErrorRecord TokenNotFound(TokenGrantId id) =>
        Record(new ItemNotFoundException($"No token has the id {id} in this store."), "TokenNotFound", ErrorCategory.ObjectNotFound, id.Value,
            $"No token has the id {id} in this store.", "List the tokens with Get-DcvAuthToken; an expired token is removed after a while. Check that -Store names the right store.");

    public static ErrorRecord TokenIdInvalid(string text)
    {
        var message = $"'{text.Visible()}' is not the id of a token: an id has {TokenGrantId.Length} letters and digits.";
        return Record(new FormatException(message), "TokenIdInvalid", ErrorCategory.InvalidArgument, text, message, "Copy the id from the output of Get-DcvAuthToken.");
    }

    public static ErrorRecord TokenEmpty() =>
        ParameterInvalid("TokenEmpty", "Token", null, "The token is empty.", "Read it with Read-Host -AsSecureString.");

    public static ErrorRecord ClientAddressInvalid(string? text) => ParameterInvalid("ClientAddressInvalid", "ClientAddress", text,
        $"A client address has at most {ClientAddress.MaximumLength} characters and no control characters.", "Give an IPv4 or IPv6 address.");

    public static ErrorRecord VerifierAndStore(Uri verifier) => ParameterInvalid("VerifierAndStore", "VerifierUri", verifier,
        "-VerifierUri excludes -Store, -Credential and -CredentialFile: a verifier asks nothing but the token.", "Leave one of them out.");

    public static ErrorRecord CredentialTwice(string file) =>
        ParameterInvalid("CredentialTwice", "CredentialFile", file, "-Credential and -CredentialFile exclude each other.", "Give one of them.");

    public static ErrorRecord PathNotFileSystem(string path, string provider) =>
        ParameterInvalid("PathNotFileSystem", "path", path, $"{path} lies on the provider {provider}, not in the file system.", "Give the path of a file.");

    public static ErrorRecord PathInvalid(string path, Exception failure) => ParameterInvalid("PathInvalid", "Path", path.Visible(),
        $"'{path.Visible()}' is no path: {failure.Message}", "Give a path without characters that this system refuses.");

    public static ErrorRecord StoreMissing(string store)
    {
        var message = $"There is no store at {store}.";
        return Record(new ItemNotFoundException(message), "StoreMissing", ErrorCategory.ObjectNotFound, store, message, StoreMissingAdvice);
    }

    internal static ErrorRecord ParameterInvalid(string id, string parameter, object? value, string message, string advice) =>
        Record(new PSArgumentException(message, parameter), id, ErrorCategory.InvalidArgument, value, message, advice);

    public static ErrorRecord SsmDocumentUnknown(string name)
    {
        var message = $"This module has no SSM document '{name.Visible()}'.";
        return Record(new ItemNotFoundException(message), "SsmDocumentUnknown", ErrorCategory.ObjectNotFound, name, message, "Press Tab after -Name to see those that there are.");
    }

    public static ErrorRecord FileNotFound(string path) =>
        Record(new FileNotFoundException($"There is no file {path}.", path), "FileNotFound", ErrorCategory.ObjectNotFound, path, $"There is no file {path}.",
            "Check the path; it is relative to the current location.");

    public static ErrorRecord VerifierInsecure(Uri verifier)
    {
        var message = $"{verifier} would receive the token unencrypted.";
        return Record(new InvalidOperationException(message), "VerifierInsecure", ErrorCategory.SecurityError, verifier, message,
            "Use the verifier's https address. Where the network path is trusted, -AllowInsecureHttp permits http.");
    }

    public static ErrorRecord ConnectionInvalid(object? target, IEnumerable<string> flaws)
    {
        var message = $"No connection can be made of this. {string.Join(" ", flaws)}";
        return Record(new ArgumentException(message), "ConnectionInvalid", ErrorCategory.InvalidArgument, target, message,
            "Correct the values. Where a token was issued for them, it is still valid; revoke it by the id that is the error's target object.");
    }

    public static ErrorRecord ConnectionTestInvalid(string? hostName, IEnumerable<string> flaws)
    {
        var message = $"This cannot be tested. {string.Join(" ", flaws)}";
        return Record(new ArgumentException(message), "ConnectionTestInvalid", ErrorCategory.InvalidArgument, hostName.Visible(), message, "Correct the values; nothing was looked at.");
    }

    public static ErrorRecord GatewayAndPort(string gateway) => ParameterInvalid("GatewayAndPort", "Port", gateway.Visible(),
        "-Port is the port of a DCV server, and clients connect to the gateway instead.", "Write the gateway's port behind its name: -Gateway host:port.");

    public static ErrorRecord GatewayAndPath(string gateway) => ParameterInvalid("GatewayAndPath", "WebUrlPath", gateway.Visible(),
        "-WebUrlPath is the path of a DCV server, which the gateway learns from the session resolver; clients do not see it.", "Leave it out.");

    // The id as the target, not the token: Get-Error prints targets, secrets included.
    public static ErrorRecord FileExists(string path, string id)
    {
        var message = $"There is a file {path} already.";
        return Record(new IOException(message), "FileExists", ErrorCategory.ResourceExists, id, message,
            "Choose another -Path, or replace the file with -Force. The token is still valid; revoke it by its id, the error's target object.");
    }

    /// <param name="path">The file.</param>
    /// <param name="id">The token that came second.</param>
    /// <param name="writtenId">The token that the file is for.</param>
    public static ErrorRecord FileWrittenBefore(string path, string id, string writtenId)
    {
        var (message, advice) = id == writtenId
            ? ($"The connection file {path} of this token was written by this very command already.", "Nothing is lost; pipe each token in once.")
            : ($"The connection file {path} was written by this very command, for another token.", "Give the path of a folder: each token then gets a file of its own.");
        return Record(new IOException(message), "FileExists", ErrorCategory.ResourceExists, id, message, advice);
    }

    public static ErrorRecord FileNotWritten(string path, string id, Exception failure)
    {
        var message = $"The connection file {path} was not written: {failure.Message}";
        return Record(failure, "FileNotWritten", ErrorCategory.WriteError, id, message,
            "Mend the path or its rights. The token is still valid, but nobody has it: revoke it by its id, the error's target object, and issue another one.");
    }

    public static ErrorRecord HostPlaceTwice(string one, string other, string value) =>
        ParameterInvalid("HostPlaceTwice", other, value, $"-{one} and -{other} exclude each other: they name different places.", "Give one of them.");

    public static ErrorRecord InstanceIdMissing(string parameter, string value) => ParameterInvalid("InstanceIdMissing", parameter, value,
        $"-{parameter} is given and no instance is named: nothing was read or changed, because this machine can hardly be meant.", $"Name instances with -InstanceId, or leave -{parameter} out.");

    public static ErrorRecord PlaceBlank(string parameter) => ParameterInvalid("PlaceBlank", parameter, null,
        $"-{parameter} is given and names nothing: nothing was read or changed, because this machine can hardly be meant.", $"Look at what you passed to -{parameter}, or leave it out.");

    public static ErrorRecord InstanceIdNeeded() => ParameterInvalid("InstanceIdNeeded", "InstanceId", null,
        "No instance is named.", "Name instances with -InstanceId, or pipe in objects with a property InstanceId.");

    public static ErrorRecord CaFileBlank() => ParameterInvalid("CaFileBlank", "CaFile", null,
        "-CaFile is given and names no file; nothing was changed.", "Name a file, or leave it out to keep what is set; Set-DcvHostConfiguration security ca-file $null takes it out.");

    public static ErrorRecord NothingToSet() => ParameterInvalid("NothingToSet", "Uri", null,
        "Nothing is named that could be set.", "Name at least one of -Uri, -Timeout, -CaFile and -NoTlsStrict; Reset-DcvTokenVerifier takes all of them out.");

    public static ErrorRecord CaFileRelative(string path) => ParameterInvalid("CaFileRelative", "CaFile", path,
        $"{path.Visible()} is no absolute path; with -InstanceId the file is on the host.", "Write it as in /etc/dcv/ca.pem or C:\\dcv\\ca.pem; the file has to be there already.");

    public static ErrorRecord HostSettingsTooLarge(string instanceId, int maximum) => ParameterInvalid("HostSettingsTooLarge", "Setting", instanceId,
        $"The settings for {instanceId} are more than the {maximum} bytes that fit into a command; nothing was sent to it.", "Set them by several commands.");

    public static ErrorRecord HostSettingUnknown(string section, string name)
    {
        var message = $"DcvAdmin knows no setting {section.Visible()}/{name.Visible()}.";
        return Record(new ItemNotFoundException(message), "HostSettingUnknown", ErrorCategory.ObjectNotFound, $"{section}/{name}", message,
            "Look for its name with Get-DcvHostConfiguration; -Force of Set-DcvHostConfiguration sets one that is not documented.");
    }

    public static ErrorRecord HostSettingInvalid(string section, string name, string flaw)
    {
        var message = $"This is no value or name for the setting {section.Visible()}/{name.Visible()}. {flaw}";
        return Record(new ArgumentException(message), "HostSettingInvalid", ErrorCategory.InvalidArgument, $"{section}/{name}", message,
            "Get-DcvHostConfiguration | Format-List shows what each setting takes.");
    }

    public static ErrorRecord CaFileInvalid(string path) => ParameterInvalid("CaFileInvalid", "CaFile", path, $"{path} holds no certificate in PEM form.",
        "Name the ca.pem of the broker's data folder, or another file that begins with -----BEGIN CERTIFICATE-----.");

    public static ErrorRecord RestartElsewhere(string location) => ParameterInvalid("RestartElsewhere", "Restart", location,
        $"-Restart restarts the DCV server of this machine, which does not read {location}.", "Leave -Restart out, or leave -Path and -Root out.");

    public static ErrorRecord RestartNotConfirmed(Exception cause)
    {
        const string Message = "Nobody can be asked here whether the sessions of the DCV server may end, and nothing was changed.";
        return Record(new InvalidOperationException(Message, cause), "RestartNotConfirmed", ErrorCategory.OperationStopped, null, Message,
            "Say yes beforehand with -Confirm:$false, or leave -Restart out and restart the DCV server later.");
    }

    internal static (string Id, ErrorCategory Category, string Advice) Classify(Exception failure, string subject) => failure switch
    {
        StoreException store => (subject + store.Fault, CategoryOf(store.Fault), store.Advice),
        AwsException aws => ("Aws" + aws.Fault, CategoryOf(aws.Fault), aws.Advice),
        HostException host => ("Host" + host.Fault, CategoryOf(host.Fault), host.Advice),
        InstanceException instance => ("Instance" + instance.Fault, CategoryOf(instance.Fault), instance.Advice),
        AdapterConflictException => ("AssemblyConflict", ErrorCategory.ResourceExists, AdapterConflictException.Advice),
        AdapterLoadException => ("AdaptersNotLoaded", ErrorCategory.NotInstalled, "Install the module again and start a new session."),
        HttpRequestException => (subject + nameof(StoreFault.Unavailable), ErrorCategory.ConnectionError, "Check the address and the network, then try again."),
        TimeoutException or OperationCanceledException => ("OperationTimeout", ErrorCategory.OperationTimeout, "Try again; look at the load of the other side if it happens often."),
        UnauthorizedAccessException => (subject + nameof(StoreFault.AccessDenied), ErrorCategory.PermissionDenied, "Run as an account that may use it."),
        _ => ("UnexpectedFailure", ErrorCategory.InvalidResult, "This is a defect of DcvAdmin: please report it with the output of Get-Error."),
    };

    internal static ErrorCategory CategoryOf(StoreFault fault) => fault switch
    {
        StoreFault.InvalidUri => ErrorCategory.InvalidArgument,
        StoreFault.NotAStore => ErrorCategory.InvalidType,
        StoreFault.NewerVersion => ErrorCategory.NotImplemented,
        StoreFault.ReadOnly => ErrorCategory.WriteError,
        StoreFault.AccessDenied => ErrorCategory.PermissionDenied,
        StoreFault.Full => ErrorCategory.QuotaExceeded,
        StoreFault.Damaged => ErrorCategory.InvalidData,
        StoreFault.Unavailable => ErrorCategory.ConnectionError,
        StoreFault.ClockBehind => ErrorCategory.InvalidOperation,
        StoreFault.Unauthorized => ErrorCategory.AuthenticationError,
        StoreFault.Throttled => ErrorCategory.LimitsExceeded,
        StoreFault.Protocol => ErrorCategory.ProtocolError,
        _ => ErrorCategory.InvalidResult,
    };

    internal static ErrorCategory CategoryOf(AwsFault fault) => fault switch
    {
        AwsFault.NoCredentials or AwsFault.CredentialsRefused => ErrorCategory.AuthenticationError,
        AwsFault.ProfileNotFound or AwsFault.NotFound or AwsFault.NotOffered => ErrorCategory.ObjectNotFound,
        AwsFault.NoRegion or AwsFault.InvalidRequest => ErrorCategory.InvalidArgument,
        AwsFault.AccessDenied => ErrorCategory.PermissionDenied,
        AwsFault.Conflict => ErrorCategory.ResourceBusy,
        AwsFault.QuotaExceeded => ErrorCategory.QuotaExceeded,
        AwsFault.Throttled => ErrorCategory.LimitsExceeded,
        AwsFault.Unavailable => ErrorCategory.ConnectionError,
        AwsFault.Protocol => ErrorCategory.ProtocolError,
        AwsFault.InvalidConfiguration => ErrorCategory.InvalidData,
        AwsFault.InsecureEndpoint => ErrorCategory.SecurityError,
        _ => ErrorCategory.InvalidResult,
    };

    internal static ErrorCategory CategoryOf(HostFault fault) => fault switch
    {
        HostFault.NotFound => ErrorCategory.ObjectNotFound,
        HostFault.ReadOnly => ErrorCategory.WriteError,
        HostFault.AccessDenied => ErrorCategory.PermissionDenied,
        HostFault.Damaged => ErrorCategory.InvalidData,
        HostFault.Unavailable => ErrorCategory.ResourceUnavailable,
        HostFault.NotSupported => ErrorCategory.NotImplemented,
        _ => ErrorCategory.InvalidResult,
    };

    internal static ErrorCategory CategoryOf(InstanceFault fault) => fault switch
    {
        InstanceFault.NotManaged => ErrorCategory.ObjectNotFound,
        InstanceFault.NotReached => ErrorCategory.ConnectionError,
        InstanceFault.TimedOut => ErrorCategory.OperationTimeout,
        InstanceFault.AccessDenied => ErrorCategory.PermissionDenied,
        InstanceFault.Cancelled => ErrorCategory.OperationStopped,
        InstanceFault.OutputCut => ErrorCategory.LimitsExceeded,
        InstanceFault.OutputInvalid => ErrorCategory.ProtocolError,
        InstanceFault.NotSupported => ErrorCategory.NotImplemented,
        InstanceFault.OutputUnread => ErrorCategory.ReadError,
        _ => ErrorCategory.InvalidResult,
    };

    internal static ErrorRecord Record(Exception exception, string id, ErrorCategory category, object? target, string message, string advice)
    {
        // Older engines keep the recommended action but do not show it, and a remote command's output is all that its caller sees.
        var shown = (EngineShowsAdvice ? message : $"{message} {advice}").Visible();
        return new ErrorRecord(exception, id, category, target) { ErrorDetails = new ErrorDetails(shown) { RecommendedAction = advice } };
    }
}
