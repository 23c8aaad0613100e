using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using DcvAdmin.Pipeline;

namespace DcvAdmin.Tokens;

/// <summary>Issues connection tokens.</summary>
[Cmdlet(VerbsCommon.New, "DcvAuthToken", SupportsShouldProcess = true)]
[OutputType(typeof(DcvAuthToken))]
public sealed class NewDcvAuthTokenCommand : StoreCmdlet
{
    private const int BatchSize = 500;
    private const string Activity = "Issuing DCV connection tokens";

    private readonly List<TokenRequest> _requests = [];
    private int _done;

    /// <summary>The DCV session the token opens.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? SessionId { get; set; }

    /// <summary>The user DCV will let in.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? UserName { get; set; }

    /// <summary>How long the token is valid.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [LifetimeTransformation]
    public TimeSpan? Lifetime { get; set; }

    /// <summary>The instant before which the token is refused.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [BlankMeansDefault]
    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>How often and from where the token may be used.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [BlankMeansDefault]
    public TokenUsePolicy? UsePolicy { get; set; }

    /// <summary>A mark for bulk work.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [BlankMeansDefault]
    public string? Label { get; set; }

    /// <summary>Characters of the token.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [BlankMeansDefault]
    public int? TokenLength { get; set; }

    private protected override void Process()
    {
        if (!ShouldProcess($"user '{UserName}' on session '{SessionId}' in {StoreName}", "Issue a connection token")) return;
        _requests.Add(new TokenRequest
        {
            SessionId = SessionId,
            UserName = UserName,
            Lifetime = Lifetime,
            NotBefore = NotBefore,
            UsePolicy = UsePolicy ?? TokenUsePolicy.SingleClient,
            Label = string.IsNullOrEmpty(Label) ? null : Label,
            TokenLength = TokenLength,
        });
        if (_requests.Count < BatchSize) return;

        Issue();
        WriteProgress(new ProgressRecord(0, Activity, $"{_done} requests done"));
    }

    private protected override void End()
    {
        if (_requests.Count > 0) Issue();
        if (_done > BatchSize) WriteProgress(new ProgressRecord(0, Activity, "Done") { RecordType = ProgressRecordType.Completed });
    }

    private void Issue()
    {
        var requests = _requests.ToArray();
        _requests.Clear();
        var tokens = Tokens;
        var results = Await(StoreName.ToString(), stop => tokens.IssueAsync(requests, stop));
        var next = 0;
        try
        {
            while (next < results.Count)
            {
                var result = results[next++];
                if (result.Grant is null) WriteError(Errors.TokenRequestRefused(result));
                else WriteObject(new DcvAuthToken(result.Token!, result.Grant));
            }
        }
        finally
        {
            if (next < results.Count) TakeBack(tokens, results.Skip(next));
        }

        _done += results.Count;
    }

    /// <summary>Revokes tokens that nobody got to see, because the consumer or the admin stopped in the middle of a batch.</summary>
    private static void TakeBack(ITokenAdministration tokens, IEnumerable<TokenIssueResult> unseen)
    {
        var ids = unseen.Where(result => result.Grant is not null).Select(result => result.Grant!.ToGrantId()).ToArray();
        if (ids.Length > 0) CleanUp(stop => tokens.RevokeAsync(ids, stop));
    }
}
