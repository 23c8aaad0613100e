using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.LambdaEmulator;
using DcvAdmin.Terraform.Tests.Running;

namespace DcvAdmin.Terraform.Tests.Emulation;

/// <summary>A function as Lambda would start it: the zip that Terraform uploaded, with the handler and the environment that Terraform set.</summary>
internal sealed class UploadedFunction : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LambdaSandbox _sandbox;
    private readonly Process _process;
    private readonly Task<string> _log;

    private UploadedFunction(LambdaSandbox sandbox, byte[] zip, JsonElement configuration, IReadOnlyDictionary<string, string?> account)
    {
        _sandbox = sandbox;
        ZipFile.ExtractToDirectory(new MemoryStream(zip), _folder.FullName);
        var start = new ProcessStartInfo(_folder.File("bootstrap")) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.FullName };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("DCVADMIN_", StringComparison.Ordinal) || name.StartsWith("AWS_", StringComparison.Ordinal)).ToArray()) start.Environment.Remove(name);
        // What Lambda sets: the role's credentials, and here the address of AWS besides.
        foreach (var (name, value) in account) start.Environment[name] = value;
        foreach (var variable in configuration.GetProperty("Environment").GetProperty("Variables").EnumerateObject()) start.Environment[variable.Name] = variable.Value.GetString();
        start.Environment["_HANDLER"] = configuration.GetProperty("Handler").GetString();
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = sandbox.Address;
        // The published zip brings its own .NET; one packed from the build uses the one that runs here.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        _process = Process.Start(start)!;
        _log = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts what was uploaded under a name.</summary>
    public static async Task<UploadedFunction> StartAsync(Deployment deployment, TerraformCli terraform, string name)
    {
        var configuration = await deployment.Aws.GetJsonAsync("lambda", $"/2015-03-31/functions/{name}/configuration");
        var zip = deployment.Front.Uploads[name];
        Assert.Equal(Convert.ToBase64String(SHA256.HashData(zip)), configuration.GetProperty("CodeSha256").GetString());
        return new UploadedFunction(await LambdaSandbox.StartAsync(), zip, configuration, terraform.Account(deployment.Front.Address));
    }

    /// <summary>Invokes it.</summary>
    public async Task<JsonElement> InvokeAsync(JsonNode call)
    {
        var answer = _sandbox.InvokeAsync(new LambdaEvent(Encoding.UTF8.GetBytes(call.ToJsonString())));
        // A function that ends, or says that it cannot start, will never answer.
        var ended = await Task.WhenAny(answer, _process.WaitForExitAsync(TestContext.Current.CancellationToken), _sandbox.InitError);
        if (ended != answer) Assert.Fail($"The function ended: {(_sandbox.InitError.IsCompleted ? (await _sandbox.InitError).Text : await _log)}");
        var (kind, text) = ((await answer).Kind, (await answer).Text);
        Assert.True(kind == LambdaAnswerKind.Response, text);
        return JsonDocument.Parse(text).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        await _sandbox.DisposeAsync();
        _folder.Dispose();
    }
}
