using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Completion;
using DcvAdmin.Loading;
using DcvAdmin.Parameters;
using DcvAdmin.Pipeline;

namespace DcvAdmin.Aws;

/// <summary>Base of cmdlets that ask AWS, in one region or several at a time.</summary>
public abstract class AwsCmdlet : AsyncCmdlet
{
    private readonly Dictionary<(string? Region, string? Profile), Task<IAwsConnection>> _connections = [];
    private ThrottledWork<RegionalWork>? _work;

    /// <summary>Regions; the configured one where none is given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RegionTransformation]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Region { get; set; }

    /// <summary>A profile of the AWS configuration; what AWS's tools use by default where none is given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ProfileName { get; set; }

    /// <summary>An address to ask instead of the service's own.</summary>
    [Parameter]
    [UriTransformation]
    [ValidateNotNull]
    public Uri? EndpointUrl { get; set; }

    /// <summary>How many requests are under way at once.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    [PSDefaultValue(Help = "5")]
    public int ThrottleLimit { get; set; } = 5;

    private protected override void Begin()
    {
        if (EndpointUrl is { IsLoopback: false } && EndpointUrl.Scheme != Uri.UriSchemeHttps) ThrowTerminatingError(Errors.EndpointInsecure(EndpointUrl));
        _work = Throttle<RegionalWork>(ThrottleLimit, work => work.Region ?? work.Profile ?? "AWS", async (work, stop) =>
            await work.DoAsync(await ConnectAsync(work.Region, work.Profile, stop).ConfigureAwait(false), stop).ConfigureAwait(false));
    }

    private protected override void End() => _work!.Finish();

    /// <summary>Does work in each region that is named now, beside what was started for earlier input; the failure of one is a non-terminating error.</summary>
    private protected void InEachRegion(Func<IAwsConnection, CancellationToken, Task> work)
    {
        foreach (var region in Region ?? [null!]) _work!.Add(new RegionalWork(region, ProfileName, work));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (var connection in _connections.Values)
        {
            if (connection.Status == TaskStatus.RanToCompletion) connection.Result.Dispose();
        }

        base.Dispose(disposing);
    }

    private Task<IAwsConnection> ConnectAsync(string? region, string? profile, CancellationToken stop)
    {
        lock (_connections)
        {
            if (_connections.TryGetValue((region, profile), out var known)) return known;
            var access = new AwsAccess { ProfileName = profile, Region = region, EndpointUrl = EndpointUrl, Report = this };
            return _connections[(region, profile)] = AdapterLoader.Factory.ConnectAwsAsync(access, stop);
        }
    }

    private sealed record RegionalWork(string? Region, string? Profile, Func<IAwsConnection, CancellationToken, Task> DoAsync);
}
