using System.Management.Automation;
using DcvAdmin.Completion;
using DcvAdmin.Stores;

namespace DcvAdmin.Tokens;

/// <summary>Base of cmdlets that mean tokens either by id or by what they are for.</summary>
public abstract class TokenFilterCmdlet : StoreCmdlet
{
    private protected const string IdSet = "Id";
    private protected const string FilterSet = "Filter";

    /// <summary>Only tokens of this user.</summary>
    [Parameter(ParameterSetName = FilterSet)]
    [ArgumentCompleter(typeof(UserNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>Only tokens for this session.</summary>
    [Parameter(ParameterSetName = FilterSet)]
    [ArgumentCompleter(typeof(SessionIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string? SessionId { get; set; }

    /// <summary>Only tokens with this label.</summary>
    [Parameter(ParameterSetName = FilterSet)]
    [ArgumentCompleter(typeof(LabelCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Label { get; set; }

    private protected TokenFilter Filter => new() { UserName = UserName, SessionId = SessionId, Label = Label };
}
