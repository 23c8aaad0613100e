using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using DcvAdmin.Completion;
using DcvAdmin.Pipeline;
using DcvAdmin.Reporting;

namespace DcvAdmin.Tokens;

/// <summary>Takes tokens back, so that no one gets in with them any more.</summary>
[Cmdlet(VerbsSecurity.Revoke, "DcvAuthToken", DefaultParameterSetName = IdSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(TokenGrantSummary))]
public sealed class RevokeDcvAuthTokenCommand : TokenFilterCmdlet
{
    private readonly Batch<TokenGrantId> _ids;
    private int _done;

    /// <summary>Creates the cmdlet.</summary>
    public RevokeDcvAuthTokenCommand() => _ids = new Batch<TokenGrantId>(Revoke);

    /// <summary>Ids of tokens, or objects of Get-DcvAuthToken and New-DcvAuthToken.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = IdSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("InputObject")]
    [ArgumentCompleter(typeof(TokenIdCompleter))]
    [TokenIdentityTransformation]
    public TokenIdentity[] Id { get; set; } = [];

    /// <summary>Writes each token that was revoked.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override string Activity => "Revoking DCV connection tokens";

    private protected override void Process()
    {
        if (ParameterSetName == FilterSet)
        {
            AddMatches();
            return;
        }

        foreach (var identity in Id)
        {
            if (identity.Grant is { } known) Add(known);
            else if (!TokenGrantId.TryParse(identity.Text, out var id)) WriteError(Errors.TokenIdInvalid(identity.Text));
            // Looked up, so that the question that -Confirm and -WhatIf ask names a person and not sixteen letters.
            else if (Find(new TokenFilter { Id = id }).FirstOrDefault() is { } grant) Add(grant);
            else WriteError(Errors.TokenNotFound(id));
        }
    }

    private protected override void End() => _ids.Flush();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The pipeline has ended early, but these were announced or confirmed: whoever reads that believes that they let nobody in any more.
        var announced = _ids.Waiting;
        if (announced.Count > 0)
        {
            var tokens = Tokens;
            CleanUp(stop => tokens.RevokeAsync(announced, stop));
        }

        base.Dispose(disposing);
    }

    private void AddMatches()
    {
        // One search over all states, judged here: two searches, one for active and one for later tokens, would miss a token that becomes valid between them.
        // And again until nothing more is found: a list may lag behind what was issued a moment ago.
        var seen = new HashSet<TokenGrantId>();
        for (var before = -1; before < seen.Count;)
        {
            before = seen.Count;
            foreach (var grant in Find(Filter).Where(grant => grant.State.StillLetsIn() && seen.Add(grant.ToGrantId()))) Add(grant);
            if (IsRehearsal) break;
            _ids.Flush();
        }

        // A leaver's misspelt name must not look like a success.
        if (seen.Count == 0) WriteWarning($"No token that still lets someone in matches {Filter.ToString().Visible()}; nothing was revoked.");
    }

    private void Add(TokenGrantSummary grant)
    {
        if (ShouldProcess($"token {grant.Id} of user '{grant.UserName.Visible()}' on session '{grant.SessionId.Visible()}' in {StoreText}", "Revoke")) _ids.Add(grant.ToGrantId());
        else if (PassThru && IsRehearsal) WriteObject(grant with { State = TokenGrantState.Revoked });
    }

    private void Revoke(IReadOnlyList<TokenGrantId> ids)
    {
        var tokens = Tokens;
        foreach (var revocation in AwaitOutcome(StoreText, stop => tokens.RevokeAsync(ids, stop)))
        {
            if (revocation.Outcome == RevocationOutcome.NotFound)
            {
                WriteError(Errors.TokenNotFound(revocation.Id));
                continue;
            }

            if (revocation.Outcome == RevocationOutcome.AlreadyRevoked) WriteVerbose($"Token {revocation.Grant} was revoked before.");
            if (PassThru) WriteObject(revocation.Grant);
        }

        Advance($"{_done += ids.Count} tokens done");
    }
}
