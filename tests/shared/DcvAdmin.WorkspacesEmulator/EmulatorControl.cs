using System;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace DcvAdmin.Emulators;

/// <summary>
/// The emulator's own API, for tests in other processes. <c>PUT /emulator/REGION</c> sets a region anew from JSON, <c>PUT /emulator</c> the time an action takes,
/// <c>GET /emulator/calls</c> lists the calls, one a line, and <c>DELETE /emulator/calls</c> forgets them.
/// </summary>
internal sealed class EmulatorControl(WorkspacesEmulator emulator, object gate)
{
    public async Task AnswerAsync(HttpContext context, PathString path)
    {
        switch (context.Request.Method, path.Value)
        {
            case ("GET", "/calls"):
                await context.Response.WriteAsync(string.Join('\n', emulator.Calls));
                break;
            case ("DELETE", "/calls"):
                emulator.ForgetCalls();
                break;
            case ("PUT", "" or null):
                var settings = await JsonNode.ParseAsync(context.Request.Body);
                emulator.ActionTime = TimeSpan.FromMilliseconds((double)settings!["actionTime"]!);
                break;
            case ("PUT", { } name):
                var wanted = await JsonNode.ParseAsync(context.Request.Body);
                lock (gate) emulator.Regions[name.TrimStart('/')] = Make(wanted!.AsObject());
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    private static EmulatedRegion Make(JsonObject wanted)
    {
        var region = new EmulatedRegion { Latency = TimeSpan.FromMilliseconds((double?)wanted["latency"] ?? 0), IsSilent = (bool?)wanted["silent"] ?? false };
        if (wanted["refusal"] is { } refusal) region.Refusal = ((int)refusal["status"]!, (string)refusal["code"]!, (string)refusal["message"]!);
        region.Throttle((int?)wanted["throttle"] ?? 0);
        region.BeginWithEmptyPages((int?)wanted["emptyPages"] ?? 0);
        foreach (var one in wanted["workspaces"]?.AsArray() ?? []) region.Workspaces.Add(MakeWorkspace(one!.AsObject()));
        // "first" keeps the ids of regions apart, as AWS's are.
        var first = (int?)wanted["first"] ?? 0;
        for (var number = 0; number < ((int?)wanted["count"] ?? 0); number++) region.Workspaces.Add(new EmulatedWorkspace("ws-" + (first + number).ToString("000000000", CultureInfo.InvariantCulture)));
        return region;
    }

    private static EmulatedWorkspace MakeWorkspace(JsonObject wanted)
    {
        var made = new EmulatedWorkspace((string)wanted["id"]!)
        {
            UserName = (string?)wanted["user"] ?? "anna",
            DirectoryId = (string?)wanted["directory"] ?? "d-0123456789",
            BundleId = (string?)wanted["bundle"] ?? "wsb-012345678",
            State = (string?)wanted["state"] ?? "AVAILABLE",
            RunningMode = (string?)wanted["mode"] ?? "AUTO_STOP",
            FailsWith = (string?)wanted["failsWith"],
            EndsIn = (string?)wanted["endsIn"],
        };
        foreach (var (key, value) in wanted["tags"]?.AsObject().ToArray() ?? []) made.Tags[key] = (string)value!;
        return made;
    }
}
