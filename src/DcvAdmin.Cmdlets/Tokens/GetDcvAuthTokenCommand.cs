using System.Linq;
using System.Management.Automation;
using DcvAdmin.Completion;
using DcvAdmin.Pipeline;
using DcvAdmin.Reporting;

namespace DcvAdmin.Tokens;

/// <summary>Lists tokens without their secrets.</summary>
[Cmdlet(VerbsCommon.Get, "DcvAuthToken", DefaultParameterSetName = FilterSet)]
[OutputType(typeof(TokenGrantSummary))]
public sealed class GetDcvAuthTokenCommand : TokenFilterCmdlet
{
    /// <summary>Ids of tokens.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = IdSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(TokenIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>Only tokens in this state.</summary>
    [Parameter(ParameterSetName = FilterSet)]
    public TokenGrantState? State { get; set; }

    private protected override string Activity => "Reading DCV connection tokens";

    private protected override void Process()
    {
        if (ParameterSetName == IdSet)
        {
            foreach (var text in Id) Write(text);
            return;
        }

        var hasFound = false;
        foreach (var grant in Find(Filter with { State = State }))
        {
            hasFound = true;
            WriteObject(grant);
        }

        if (!hasFound && new[] { UserName, SessionId, Label }.Any(text => text is not null && WildcardPattern.ContainsWildcardCharacters(text)))
            WriteWarning($"Nothing matches {Filter.ToString().Visible()}. Filters are compared as they stand: * and ? mean themselves.");
    }

    private void Write(string text)
    {
        if (!TokenGrantId.TryParse(text, out var id)) WriteError(Errors.TokenIdInvalid(text));
        else if (Find(new TokenFilter { Id = id }).FirstOrDefault() is { } grant) WriteObject(grant);
        else WriteError(Errors.TokenNotFound(id));
    }
}
