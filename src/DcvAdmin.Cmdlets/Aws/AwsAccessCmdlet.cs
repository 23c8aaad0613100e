using System;
using System.Collections.Generic;
using System.Management.Automation;
using DcvAdmin.Completion;
using DcvAdmin.Loading;
using DcvAdmin.Parameters;
using DcvAdmin.Pipeline;

namespace DcvAdmin.Aws;

/// <summary>Base of cmdlets that may ask AWS: as whom, and at which address.</summary>
public abstract class AwsAccessCmdlet : AsyncCmdlet
{
    private readonly Dictionary<string, IAwsSession> _sessions = [];

    /// <summary>A profile of the AWS configuration; what AWS's tools use by default where none is given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [BlankMeansDefault]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public string? ProfileName { get; set; }

    /// <summary>An address to ask instead of the service's own.</summary>
    [Parameter]
    [UriTransformation]
    [ValidateNotNull]
    public Uri? EndpointUrl { get; set; }

    /// <summary>The profile that is named now; null where none is. The binder turns null into an empty text.</summary>
    private protected string? NamedProfile => string.IsNullOrEmpty(ProfileName) ? null : ProfileName;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (var session in _sessions.Values) session.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>The way to AWS as one identity; the same for the same profile. From any thread.</summary>
    private protected IAwsSession SessionOf(string? profile)
    {
        lock (_sessions)
        {
            return _sessions.TryGetValue(profile ?? string.Empty, out var known)
                ? known
                : _sessions[profile ?? string.Empty] = AdapterLoader.Factory.OpenAws(new AwsAccess { ProfileName = profile, EndpointUrl = EndpointUrl, Report = this });
        }
    }
}
