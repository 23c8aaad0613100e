using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DcvAdmin.Emulators;

/// <summary>
/// The WorkSpaces API (AWS JSON 1.1) on a free port of 127.0.0.1, with EC2 DescribeRegions, STS GetCallerIdentity and GetResources of the Tagging API beside it. The region is read from the
/// signature, so one address is all regions. Time goes on only where a test says so. Source: the services' models, versions 2015-04-08, 2016-11-15, 2011-06-15 and 2017-01-26.
/// </summary>
public sealed class WorkspacesEmulator : IAsyncDisposable
{
    public const string AccountId = "123456789012";

    private const int PageSize = 25;
    private const int TagPageSize = 50;

    private readonly WebApplication _application;
    private readonly object _gate = new();
    private readonly ConcurrentQueue<string> _calls = new();

    private WorkspacesEmulator(WebApplication application) => _application = application;

    public Uri Address { get; private set; } = null!;

    public DateTimeOffset Now { get; private set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Whether time goes on by itself.</summary>
    public bool FollowsClock { get; init; }

    /// <summary>How long a change of state takes.</summary>
    public TimeSpan ActionTime { get; set; } = TimeSpan.FromMinutes(2);

    public SortedDictionary<string, EmulatedRegion> Regions { get; } = new(StringComparer.Ordinal);

    /// <summary>Every call: region, operation and body, in the order of arrival.</summary>
    public IReadOnlyList<string> Calls => [.. _calls];

    public static Task<WorkspacesEmulator> StartAsync(CancellationToken cancellationToken, params string[] regions) => StartAsync(followsClock: false, cancellationToken, regions);

    public static async Task<WorkspacesEmulator> StartAsync(bool followsClock, CancellationToken cancellationToken, params string[] regions)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var emulator = new WorkspacesEmulator(builder.Build()) { FollowsClock = followsClock };
        foreach (var region in regions) emulator.Regions[region] = new EmulatedRegion();
        emulator._application.Run(emulator.AnswerAsync);
        await emulator._application.StartAsync(cancellationToken);
        emulator.Address = new Uri(emulator._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return emulator;
    }

    public void Advance(TimeSpan time)
    {
        lock (_gate) Now += time;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    /// <summary>Forgets the calls.</summary>
    public void ForgetCalls() => _calls.Clear();

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/emulator", out var rest))
        {
            await new EmulatorControl(this, _gate).AnswerAsync(context, rest);
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        // Credential=key/date/region/service/aws4_request
        var scope = context.Request.Headers.Authorization.ToString().Split('/');
        var (name, service) = (scope[2], scope[3]);
        var operation = service is "workspaces" or "tagging" ? context.Request.Headers["X-Amz-Target"].ToString().Split('.')[1] : body.Split('&')[0].Replace("Action=", string.Empty, StringComparison.Ordinal);
        _calls.Enqueue($"{name} {operation} {body}");
        var region = Regions[name];
        if (region.IsSilent) await Task.Delay(Timeout.Infinite, context.RequestAborted);
        if (region.Latency > TimeSpan.Zero) await Task.Delay(region.Latency, context.RequestAborted);
        context.Response.Headers["x-amzn-RequestId"] = "r-1";
        int status;
        string answer;
        bool isLost;
        lock (_gate)
        {
            if (FollowsClock) Now = DateTimeOffset.UtcNow;
            (status, answer) = service switch
            {
                "workspaces" => Answer(region, operation, JsonNode.Parse(body)!.AsObject()),
                "tagging" => AnswerTags(name, region, JsonNode.Parse(body)!.AsObject()),
                _ => AnswerInXml(region, operation),
            };
            isLost = region.TakeLoss(operation);
        }

        if (isLost)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = service is "workspaces" or "tagging" ? "application/x-amz-json-1.1" : "text/xml";
        await context.Response.WriteAsync(answer, context.RequestAborted);
    }

    private (int Status, string Body) AnswerInXml(EmulatedRegion region, string operation) => operation switch
    {
        "GetCallerIdentity" => (200, $"<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><Arn>arn:aws:iam::{AccountId}:user/anna</Arn><UserId>A</UserId><Account>{AccountId}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"),
        "DescribeRegions" when region.Refusal is { } refusal => (refusal.Status, $"<Response><Errors><Error><Code>{refusal.Code}</Code><Message>{refusal.Message}</Message></Error></Errors><RequestID>r-2</RequestID></Response>"),
        _ => (200, $"<DescribeRegionsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>r-1</requestId><regionInfo>{string.Concat(Regions.Keys.Reverse().Select(name => $"<item><regionName>{name}</regionName><regionEndpoint>ec2.{name}.amazonaws.com</regionEndpoint><optInStatus>opt-in-not-required</optInStatus></item>"))}</regionInfo></DescribeRegionsResponse>"),
    };

    private (int Status, string Body) Answer(EmulatedRegion region, string operation, JsonObject request)
    {
        if (region.TakeThrottle()) return Error("ThrottlingException", "Rate exceeded");
        if (region.Refusal is { } refusal) return (refusal.Status, Error(refusal.Code, refusal.Message).Body);
        // AWS lists those that were terminated only briefly.
        region.Workspaces.RemoveAll(workspace => workspace.Settle(Now) == "TERMINATED");
        return operation switch
        {
            "DescribeWorkspaces" => List(region, request, "Workspaces", Describe),
            "DescribeWorkspacesConnectionStatus" => List(region, request, "WorkspacesConnectionStatus", Connection),
            "DescribeTags" => One(region, request["ResourceId"], found => new JsonObject { ["TagList"] = TagsOf(found) }),
            "RestoreWorkspace" => One(region, request["WorkspaceId"], found => found.Begin(operation, Now, ActionTime) ? [] : null),
            "ModifyWorkspaceState" => One(region, request["WorkspaceId"], found =>
            {
                if (found.State is not ("AVAILABLE" or "ADMIN_MAINTENANCE")) return null;
                found.State = (string)request["WorkspaceState"]!;
                return [];
            }),
            "ModifyWorkspaceProperties" => One(region, request["WorkspaceId"], found =>
            {
                found.RunningMode = (string)request["WorkspaceProperties"]!["RunningMode"]!;
                found.AutoStopTimeoutInMinutes = (int?)request["WorkspaceProperties"]!["RunningModeAutoStopTimeoutInMinutes"];
                return [];
            }),
            _ => Many(region, operation, [.. request.Single().Value!.AsArray().Select(item => (string)item!["WorkspaceId"]!)]),
        };
    }

    private static (int Status, string Body) AnswerTags(string name, EmulatedRegion region, JsonObject request)
    {
        if (region.TakeThrottle()) return Error("ThrottlingException", "Rate exceeded");
        if (region.Refusal is { } refusal) return (refusal.Status, Error(refusal.Code, refusal.Message).Body);
        var arns = request["ResourceARNList"]?.AsArray().Select(arn => (string)arn!).ToHashSet();
        if (arns?.Count > 100 || (arns is not null && (request["TagFilters"] is not null || request["ResourceTypeFilters"] is not null))) return Error("InvalidParameterException", "One or more parameter values are not valid.");
        EmulatedWorkspace[] meant =
        [
            .. region.Workspaces.Where(workspace => workspace.Tags.Count > 0 && (arns?.Contains(ArnOf(workspace)) ?? true)).Where(workspace => (request["TagFilters"]?.AsArray() ?? []).All(filter =>
                workspace.Tags.TryGetValue((string)filter!["Key"]!, out var value) && filter["Values"]!.AsArray().Any(wanted => (string)wanted! == value))),
        ];
        var from = (string?)request["PaginationToken"] is { Length: > 0 } token ? int.Parse(token, CultureInfo.InvariantCulture) : 0;
        return (200, new JsonObject
        {
            ["PaginationToken"] = from + TagPageSize < meant.Length ? (from + TagPageSize).ToString(CultureInfo.InvariantCulture) : string.Empty,
            ["ResourceTagMappingList"] = new JsonArray([.. meant.Skip(from).Take(TagPageSize).Select(workspace => new JsonObject { ["ResourceARN"] = ArnOf(workspace), ["Tags"] = TagsOf(workspace) })]),
        }.ToJsonString());

        string ArnOf(EmulatedWorkspace workspace) => $"arn:aws:workspaces:{name}:{AccountId}:workspace/{workspace.Id}";
    }

    private static JsonArray TagsOf(EmulatedWorkspace workspace) => new([.. workspace.Tags.Select(tag => new JsonObject { ["Key"] = tag.Key, ["Value"] = tag.Value })]);

    private (int Status, string Body) Many(EmulatedRegion region, string operation, string[] ids)
    {
        if (ids.Length > (operation == "RebuildWorkspaces" ? 1 : PageSize)) return Error("ValidationException", "1 validation error detected: too many members");
        var failed = new JsonArray();
        foreach (var id in ids)
        {
            var found = region.Workspaces.Find(workspace => workspace.Id == id);
            var code = found is null ? "ResourceNotFoundException" : found.FailsWith ?? (found.Begin(operation, Now, ActionTime) ? null : "InvalidResourceStateException");
            if (code is not null) failed.Add(new JsonObject { ["WorkspaceId"] = id, ["ErrorCode"] = code, ["ErrorMessage"] = "Words of AWS" });
        }

        return (200, new JsonObject { ["FailedRequests"] = failed }.ToJsonString());
    }

    private static (int Status, string Body) One(EmulatedRegion region, JsonNode? id, Func<EmulatedWorkspace, JsonObject?> act) =>
        region.Workspaces.Find(workspace => workspace.Id == (string)id!) is not { } found ? Error("ResourceNotFoundException", "The resource could not be found.")
        : found.FailsWith is { } code ? Error(code, "Words of AWS")
        : act(found) is { } answer ? (200, answer.ToJsonString()) : Error("InvalidResourceStateException", "The state of the resource is not valid for this operation.");

    private static (int Status, string Body) List(EmulatedRegion region, JsonObject request, string member, Func<EmulatedWorkspace, JsonObject> show)
    {
        var ids = request["WorkspaceIds"]?.AsArray().Select(id => (string)id!).ToHashSet();
        if (ids?.Count > PageSize || (ids is not null && request["DirectoryId"] is not null) || (request["UserName"] is not null && request["DirectoryId"] is null)) return Error("InvalidParameterValuesException", "One or more parameter values are not valid.");
        var from = request["NextToken"] is { } token ? int.Parse(((string)token!).AsSpan(2), CultureInfo.InvariantCulture) : -region.EmptyPages;
        if (from < 0) return (200, new JsonObject { [member] = new JsonArray(), ["NextToken"] = $"t:{from + 1}" }.ToJsonString());
        // Without a condition a page costs the same however many there are: whoever measures a reading must not wait for the emulator.
        var isAll = ids is null && request["DirectoryId"] is null && request["UserName"] is null && request["BundleId"] is null;
        var meant = isAll ? region.Workspaces : [.. region.Workspaces.Where(workspace => ids?.Contains(workspace.Id) ?? true).Where(workspace => Is("DirectoryId", workspace.DirectoryId) && Is("UserName", workspace.UserName) && Is("BundleId", workspace.BundleId))];
        var answer = new JsonObject { [member] = new JsonArray([.. meant.Skip(from).Take(PageSize).Select(show)]) };
        if (region.RepeatsToken && from > 0) answer["NextToken"] = $"t:{from}";
        else if (from + PageSize < meant.Count) answer["NextToken"] = $"t:{from + PageSize}";
        return (200, answer.ToJsonString());

        bool Is(string condition, string value) => request[condition] is not { } wanted || (string)wanted! == value;
    }

    private static JsonObject Describe(EmulatedWorkspace workspace) => new()
    {
        ["WorkspaceId"] = workspace.Id, ["UserName"] = workspace.UserName, ["DirectoryId"] = workspace.DirectoryId, ["BundleId"] = workspace.BundleId, ["State"] = workspace.State,
        ["WorkspaceProperties"] = new JsonObject { ["RunningMode"] = workspace.RunningMode, ["RunningModeAutoStopTimeoutInMinutes"] = workspace.AutoStopTimeoutInMinutes, ["ComputeTypeName"] = "STANDARD", ["Protocols"] = new JsonArray("WSP") },
    };

    private static JsonObject Connection(EmulatedWorkspace workspace) => new()
    {
        ["WorkspaceId"] = workspace.Id, ["ConnectionState"] = workspace.State == "STOPPED" ? "UNKNOWN" : "CONNECTED", ["ConnectionStateCheckTimestamp"] = 1772366400.5,
    };

    private static (int Status, string Body) Error(string code, string message) => (400, new JsonObject { ["__type"] = code, ["message"] = message }.ToJsonString());
}
