using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Bench.Reports;

namespace DcvAdmin.Bench.Functions;

/// <summary>The validate-token function beside the least function in Python that answers the same question: each start is a process and a sandbox of its own, and the two take turns.</summary>
internal sealed class FunctionsBench
{
    private const int WarmUpAnswers = 200;
    private const int WarmAnswers = 200;
    private const string Yes = """<auth result="yes"><username>anna</username></auth>""";

    private readonly FunctionsOptions _options;
    private readonly TextWriter _progress;
    private readonly CancellationToken _stop;
    private readonly string _program;

    private FunctionsBench(FunctionsOptions options, TextWriter progress, CancellationToken stop)
    {
        _options = options;
        _progress = progress;
        _stop = stop;
        _program = options.Program ?? typeof(FunctionsBench).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "FunctionsProgram").Value!;
    }

    public static async Task<IReport> RunAsync(FunctionsOptions options, TextWriter progress, CancellationToken stop)
    {
        var bench = new FunctionsBench(options, progress, stop);
        if (!File.Exists(bench._program)) throw new BenchException($"There is no {bench._program}: dotnet publish -c Release src/DcvAdmin.Functions");
        return await bench.RunAsync();
    }

    private static string Question(string token) => new JsonObject
    {
        ["resource"] = "/",
        ["path"] = "/",
        ["httpMethod"] = "POST",
        ["headers"] = new JsonObject { ["Content-Type"] = "application/x-www-form-urlencoded", ["Host"] = "abc.execute-api.eu-west-1.amazonaws.com", ["User-Agent"] = "dcv" },
        ["multiValueHeaders"] = new JsonObject { ["Content-Type"] = new JsonArray("application/x-www-form-urlencoded") },
        ["queryStringParameters"] = null,
        ["requestContext"] = new JsonObject { ["stage"] = "Beta", ["identity"] = new JsonObject { ["sourceIp"] = "10.0.0.1" } },
        ["body"] = $"sessionId=console&authenticationToken={token}&clientAddress=192.0.2.1",
        ["isBase64Encoded"] = false,
    }.ToJsonString();

    private async Task<IReport> RunAsync()
    {
        await using var table = await TableStub.StartAsync();
        var environment = new Dictionary<string, string>
        {
            ["DCVADMIN_STORE"] = _options.RedeemsAtStub ? "dynamodb://AuthenticationTokensTable" : _options.Store!,
            ["AWS_REGION"] = "eu-west-1",
            ["AWS_DEFAULT_REGION"] = "eu-west-1",
            ["AWS_ACCESS_KEY_ID"] = "AKIAIOSFODNN7EXAMPLE",
            ["AWS_SECRET_ACCESS_KEY"] = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            ["AWS_ENDPOINT_URL_DYNAMODB"] = _options.Endpoint ?? table.Address,
            ["TABLE"] = "AuthenticationTokensTable",
            ["REDEEM"] = _options.RedeemsAtStub ? "1" : string.Empty,
            // As in Lambda: otherwise the SDKs look for the machine's own role.
            ["AWS_EC2_METADATA_DISABLED"] = "true",
        };
        var python = await Python.FindAsync(_stop);
        if (python is null) Say($"There is no python3 with boto3 here (DCVADMIN_PYTHON may name one): nothing to compare with.");

        var question = Question(_options.RedeemsAtStub ? "a-token-as-long-as-they-are-by-default-43-cha" : await IssueAsync(environment));
        var ours = new Contender("DcvAdmin validate-token", [_program], environment, Yes);
        // With a table of one's own there is no knowing what it holds for the function in Python; what it does is the same.
        var rival = python is null ? null : new Contender("Python and boto3", [python.Program, Path.Combine(AppContext.BaseDirectory, "Functions", "function.py")], environment, _options.Endpoint is null ? Yes : null);
        var report = new FunctionsReport(_options, python, ours, rival, new Uri(environment["DCVADMIN_STORE"]).Scheme);

        for (var round = 0; round <= _options.Rounds; round++)
        {
            // Whoever goes second finds processor and caches as the first left them.
            foreach (var contender in round % 2 == 0 ? [ours, rival] : (Contender?[])[rival, ours])
            {
                if (contender is not null) await MeasureAsync(contender, question, isWarmUp: round == 0);
            }

            if (round > 0) Say($"round {round}: {ours.Colds[^1].Milliseconds:0} ms{(rival is null ? string.Empty : FormattableString.Invariant($" and {rival.Colds[^1].Milliseconds:0} ms"))}");
        }

        return report;
    }

    private async Task<string> IssueAsync(Dictionary<string, string> environment)
    {
        var issuing = new Dictionary<string, string>(environment) { ["_HANDLER"] = "get-token" };
        await using var function = await SandboxedFunction.StartAsync([_program], issuing, """{"user":"anna","sessionId":"console","usePolicy":"MultiUse","lifetimeSeconds":86400}""", _stop);
        return function.FirstAnswer;
    }

    private async Task MeasureAsync(Contender contender, string question, bool isWarmUp)
    {
        var environment = new Dictionary<string, string>(contender.Environment) { ["_HANDLER"] = "validate-token" };
        await using var function = await SandboxedFunction.StartAsync(contender.Command, environment, question, _stop);
        contender.Check(function.FirstAnswer);
        if (isWarmUp) return;
        contender.Colds.Add(function.Start);

        // Warm figures vary little from process to process: every fifth one is enough.
        if (contender.Colds.Count % 5 != 1) return;
        for (var i = 0; i < WarmUpAnswers + WarmAnswers; i++)
        {
            var (milliseconds, answer) = await function.AskAsync(question, _stop);
            contender.Check(answer);
            if (i >= WarmUpAnswers) contender.Warms.Add(milliseconds);
        }
    }

    private void Say(FormattableString text) => _progress.WriteLine(FormattableString.Invariant(text));
}
