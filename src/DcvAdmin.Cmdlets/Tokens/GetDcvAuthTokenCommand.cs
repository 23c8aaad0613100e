using System.Management.Automation;
using DcvAdmin.Pipeline;

namespace DcvAdmin.Tokens;

/// <summary>Lists tokens without their secrets.</summary>
[Cmdlet(VerbsCommon.Get, "DcvAuthToken", DefaultParameterSetName = FilterSet)]
[OutputType(typeof(TokenGrantSummary))]
public sealed class GetDcvAuthTokenCommand : StoreCmdlet
{
    private const string IdSet = "Id";
    private const string FilterSet = "Filter";

    /// <summary>Ids of tokens.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = IdSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>Only tokens of this user.</summary>
    [Parameter(ParameterSetName = FilterSet)]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>Only tokens for this session.</summary>
    [Parameter(ParameterSetName = FilterSet)]
    [ValidateNotNullOrEmpty]
    public string? SessionId { get; set; }

    /// <summary>Only tokens with this label.</summary>
    [Parameter(ParameterSetName = FilterSet)]
    [ValidateNotNullOrEmpty]
    public string? Label { get; set; }

    /// <summary>Only tokens in this state.</summary>
    [Parameter(ParameterSetName = FilterSet)]
    public TokenGrantState? State { get; set; }

    private protected override void Process()
    {
        if (ParameterSetName == FilterSet)
        {
            Write(new TokenFilter { UserName = UserName, SessionId = SessionId, Label = Label, State = State });
            return;
        }

        foreach (var text in Id)
        {
            if (!TokenGrantId.TryParse(text, out var id)) WriteError(Errors.TokenIdInvalid(text));
            else if (!Write(new TokenFilter { Id = id })) WriteError(Errors.TokenNotFound(id));
        }
    }

    private bool Write(TokenFilter filter)
    {
        var hasWritten = false;
        foreach (var grant in Find(filter))
        {
            WriteObject(grant);
            hasWritten = true;
        }

        return hasWritten;
    }
}
