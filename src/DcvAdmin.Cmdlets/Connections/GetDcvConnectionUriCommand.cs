using System.Management.Automation;
using DcvAdmin.Completion;
using DcvAdmin.Parameters;
using DcvAdmin.Tokens;

namespace DcvAdmin.Connections;

/// <summary>Makes the links that DCV clients open.</summary>
[Cmdlet(VerbsCommon.Get, "DcvConnectionUri", DefaultParameterSetName = TokenSet)]
[OutputType(typeof(DcvConnectionUri))]
public sealed class GetDcvConnectionUriCommand : ConnectionCmdlet
{
    private const string TokenSet = "Token";
    private const string SessionSet = "Session";

    /// <summary>A token of New-DcvAuthToken.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = TokenSet, ValueFromPipeline = true)]
    public DcvAuthToken InputObject { get; set; } = null!;

    /// <summary>The session to open.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SessionSet)]
    [ArgumentCompleter(typeof(SessionIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string? SessionId { get; set; }

    /// <summary>The DCV server.</summary>
    [Parameter(ParameterSetName = TokenSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = SessionSet)]
    [Trimmed]
    [AllowNull]
    public string? HostName { get; set; }

    /// <summary>Who opens the link.</summary>
    [Parameter]
    [PSDefaultValue(Help = "Browser")]
    public ConnectionLinkForm Form { get; set; } = ConnectionLinkForm.Browser;

    private protected override void Process()
    {
        var token = ParameterSetName == TokenSet ? InputObject : null;
        var request = RequestFor(HostName) with { SessionId = token?.SessionId ?? SessionId, Token = token?.Secret };
        if (TargetOf(request, token) is { } target) WriteObject(new DcvConnectionUri(target, Form, request.HostName, token));
    }
}
