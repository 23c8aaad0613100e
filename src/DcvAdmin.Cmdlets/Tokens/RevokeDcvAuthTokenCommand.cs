using System.Collections.Generic;
using System.Management.Automation;
using DcvAdmin.Pipeline;

namespace DcvAdmin.Tokens;

/// <summary>Takes tokens back, so that no one gets in with them any more.</summary>
[Cmdlet(VerbsSecurity.Revoke, "DcvAuthToken", DefaultParameterSetName = IdSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(TokenGrantSummary))]
public sealed class RevokeDcvAuthTokenCommand : StoreCmdlet
{
    private const string IdSet = "Id";
    private const string FilterSet = "Filter";
    private const int BatchSize = 500;
    private const string Activity = "Revoking DCV connection tokens";

    private readonly List<TokenGrantId> _ids = [];
    private int _done;

    /// <summary>Ids of tokens, or objects of Get-DcvAuthToken and New-DcvAuthToken.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = IdSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("InputObject")]
    [TokenIdentityTransformation]
    public TokenIdentity[] Id { get; set; } = [];

    /// <summary>All tokens of this user that still let someone in.</summary>
    [Parameter(ParameterSetName = FilterSet)]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>All tokens for this session that still let someone in.</summary>
    [Parameter(ParameterSetName = FilterSet)]
    [ValidateNotNullOrEmpty]
    public string? SessionId { get; set; }

    /// <summary>All tokens with this label that still let someone in.</summary>
    [Parameter(ParameterSetName = FilterSet)]
    [ValidateNotNullOrEmpty]
    public string? Label { get; set; }

    /// <summary>Writes each token that was revoked.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Process()
    {
        if (ParameterSetName == FilterSet) AddMatches();
        else
        {
            foreach (var identity in Id) Add(identity);
        }
    }

    private protected override void End()
    {
        if (_ids.Count > 0) Revoke();
        if (_done > BatchSize) WriteProgress(new ProgressRecord(0, Activity, "Done") { RecordType = ProgressRecordType.Completed });
    }

    private void AddMatches()
    {
        // One search over all states, judged here: two searches, one for active and one for later tokens, would miss a token that becomes valid between them.
        var count = 0;
        foreach (var grant in Find(new TokenFilter { UserName = UserName, SessionId = SessionId, Label = Label }))
        {
            if (!grant.State.StillLetsIn()) continue;
            count++;
            Add(grant);
        }

        // A leaver's misspelt name must not look like a success.
        if (count == 0) WriteWarning("No token that still lets someone in matches; nothing was revoked.");
    }

    private void Add(TokenIdentity identity)
    {
        if (identity.Grant is { } known)
        {
            Add(known);
            return;
        }

        if (!TokenGrantId.TryParse(identity.Text, out var id))
        {
            WriteError(Errors.TokenIdInvalid(identity.Text));
            return;
        }

        // Looked up, so that the question that -Confirm and -WhatIf ask names a person and not sixteen letters.
        foreach (var grant in Find(new TokenFilter { Id = id }))
        {
            Add(grant);
            return;
        }

        WriteError(Errors.TokenNotFound(id));
    }

    private void Add(TokenGrantSummary grant)
    {
        if (ShouldProcess($"token {grant.Id} of user '{grant.UserName}' on session '{grant.SessionId}' in {StoreName}", "Revoke"))
        {
            _ids.Add(grant.ToGrantId());
            if (_ids.Count < BatchSize) return;
            Revoke();
            WriteProgress(new ProgressRecord(0, Activity, $"{_done} tokens done"));
        }
        else if (PassThru && IsRehearsal)
        {
            WriteObject(grant with { State = TokenGrantState.Revoked });
        }
    }

    private bool IsRehearsal => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var value)
        ? LanguagePrimitives.IsTrue(value)
        : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    private void Revoke()
    {
        var ids = _ids.ToArray();
        _ids.Clear();
        var tokens = Tokens;
        foreach (var revocation in Await(StoreName.ToString(), stop => tokens.RevokeAsync(ids, stop)))
        {
            _done++;
            if (revocation.Outcome == RevocationOutcome.NotFound)
            {
                WriteError(Errors.TokenNotFound(revocation.Id));
                continue;
            }

            if (revocation.Outcome == RevocationOutcome.AlreadyRevoked) WriteVerbose($"Token {revocation.Grant} was revoked before.");
            if (PassThru) WriteObject(revocation.Grant);
        }
    }
}
