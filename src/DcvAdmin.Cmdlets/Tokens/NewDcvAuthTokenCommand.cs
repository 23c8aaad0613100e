using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using DcvAdmin.Completion;
using DcvAdmin.Connections;
using DcvAdmin.Parameters;
using DcvAdmin.Pipeline;
using DcvAdmin.Reporting;
using DcvAdmin.Stores;

namespace DcvAdmin.Tokens;

/// <summary>Issues connection tokens.</summary>
[Cmdlet(VerbsCommon.New, "DcvAuthToken", SupportsShouldProcess = true)]
[OutputType(typeof(DcvAuthToken))]
public sealed class NewDcvAuthTokenCommand : StoreCmdlet
{
    private readonly Batch<HostedRequest> _requests;
    private int _done;

    /// <summary>Creates the cmdlet.</summary>
    public NewDcvAuthTokenCommand() => _requests = new Batch<HostedRequest>(Issue);

    /// <summary>The DCV session the token opens.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SessionIdCompleter))]
    [AllowEmptyString]
    public string? SessionId { get; set; }

    /// <summary>The user DCV will let in.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(UserNameCompleter))]
    [AllowEmptyString]
    public string? UserName { get; set; }

    /// <summary>How long the token is valid.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [DurationTransformation]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [PSDefaultValue(Help = "60m")]
    public TimeSpan? Lifetime { get; set; }

    /// <summary>The instant before which the token is refused.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [InstantTransformation]
    [PSDefaultValue(Help = "Now")]
    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>How often and from where the token may be used.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [BlankMeansDefault]
    [PSDefaultValue(Help = "SingleClient")]
    public TokenUsePolicy? UsePolicy { get; set; }

    /// <summary>A mark for bulk work.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(LabelCompleter))]
    [BlankMeansDefault]
    public string? Label { get; set; }

    /// <summary>Characters of the token.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [BlankMeansDefault]
    [PSDefaultValue(Help = "43")]
    public int? TokenLength { get; set; }

    /// <summary>The DCV server that the user will connect to; it travels with the token and is kept nowhere.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Trimmed]
    public string? HostName { get; set; }

    private protected override string Activity => "Issuing DCV connection tokens";

    private protected override void Process()
    {
        if (!ShouldProcess($"user '{UserName.Visible()}' on session '{SessionId.Visible()}' in {StoreText}", "Issue a connection token")) return;
        var request = new HostedRequest(HostName, new TokenRequest
        {
            SessionId = SessionId,
            UserName = UserName,
            Lifetime = Lifetime,
            NotBefore = NotBefore,
            UsePolicy = UsePolicy ?? TokenUsePolicy.SingleClient,
            Label = string.IsNullOrEmpty(Label) ? null : Label,
            TokenLength = TokenLength,
        });
        if (request.HostName is null || ServerHost.TryParse(request.HostName, out _)) _requests.Add(request);
        // Before a token is issued that no link can be made of.
        else WriteError(Errors.TokenRequestRefused(TokenIssueResult.Refused(request.Request, [ConnectionTarget.HostFlaw(request.HostName), .. TokenRequestRules.Check(request.Request, DateTimeOffset.UtcNow)]), request.HostName));
    }

    private protected override void End() => _requests.Flush();

    private void Issue(IReadOnlyList<HostedRequest> requests)
    {
        var tokens = Tokens;
        var results = AwaitOutcome(StoreText, stop => tokens.IssueAsync([.. requests.Select(hosted => hosted.Request)], stop));
        var next = 0;
        try
        {
            while (next < results.Count && !Stopping) Write(results[next], requests[next++].HostName);
        }
        finally
        {
            // The consumer or the admin stopped in the middle of a batch: nobody got to see the rest.
            var unseen = results.Skip(next).Where(result => result.Grant is not null).Select(result => result.Grant!.ToGrantId()).ToArray();
            if (unseen.Length > 0) CleanUp(stop => tokens.RevokeAsync(unseen, stop));
        }

        Advance($"{_done += results.Count} requests done");
    }

    private void Write(TokenIssueResult result, string? hostName)
    {
        if (result.Grant is null)
        {
            WriteError(Errors.TokenRequestRefused(result, hostName));
            return;
        }

        Remember(result.Grant);
        WriteObject(new DcvAuthToken(result.Token!, result.Grant, hostName));
    }

    private readonly record struct HostedRequest(string? HostName, TokenRequest Request);
}
