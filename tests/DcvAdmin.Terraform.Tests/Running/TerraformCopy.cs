using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;

namespace DcvAdmin.Terraform.Tests.Running;

/// <summary>A copy of what the modules refer to, at the same places to one another, so that a run leaves nothing in the checkout.</summary>
internal sealed class TerraformCopy : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TerraformCli _terraform;
    private readonly string _configuration;
    private readonly IReadOnlyDictionary<string, string?>? _environment;

    /// <summary>Copies the checkout's Terraform.</summary>
    /// <param name="terraform">What runs.</param>
    /// <param name="configuration">The configuration, from the checkout's root.</param>
    /// <param name="environment">More for the environment of every run.</param>
    public TerraformCopy(TerraformCli terraform, string configuration, IReadOnlyDictionary<string, string?>? environment = null)
    {
        _terraform = terraform;
        _environment = environment;
        _configuration = _folder.File(configuration);
        foreach (var part in (string[])["terraform", "module/ssm", "tests/DcvAdmin.Terraform.Tests/Roots"]) Copy(Path.Combine(Repository.Root, part), _folder.File(part));
        Directory.CreateDirectory(_configuration);
    }

    /// <summary>The folder of the configuration.</summary>
    public string Folder => _configuration;

    /// <summary>A file in the configuration.</summary>
    public string File(string name) => Path.Combine(_configuration, name);

    /// <summary>A file beside the checkout's own, from its root.</summary>
    public string FileOfCheckout(string name) => _folder.File(name);

    public Task WriteAsync(string name, string text) => System.IO.File.WriteAllTextAsync(File(name), text, TestContext.Current.CancellationToken);

    /// <summary>Runs terraform in the configuration.</summary>
    public Task<ToolRun> RunAsync(params string[] arguments) => _terraform.RunAsync(_configuration, arguments, _environment);

    /// <summary>Evaluates an expression.</summary>
    public Task<ToolRun> RunConsoleAsync(string expression) => _terraform.RunAsync(_configuration, ["console"], _environment, expression + "\n");

    /// <summary>Runs another program in the configuration, as terraform would be run.</summary>
    public Task<ToolRun> RunProgramAsync(string program, IReadOnlyCollection<string> arguments, TimeSpan limit, string input = "") =>
        ToolRun.RunAsync(program, arguments, _configuration, _terraform.Environment(_environment), limit, input);

    public async Task InitAsync() => (await RunAsync("init", "-backend=false", "-no-color")).MustEndWith(0);

    /// <summary>Plans; the plan is in <c>plan.out</c>.</summary>
    public async Task<ToolRun> PlanAsync(params string[] options) => await RunAsync(["plan", "-no-color", "-lock=false", "-detailed-exitcode", "-out=plan.out", .. options]);

    /// <summary>A plan, or with null the state, as JSON.</summary>
    public async Task<JsonElement> ShowAsync(string? plan = "plan.out") =>
        JsonDocument.Parse((await RunAsync(plan is null ? ["show", "-json"] : ["show", "-json", plan])).MustEndWith(0).Output).RootElement;

    public async Task<ToolRun> ApplyAsync(params string[] options) => (await RunAsync(["apply", "-auto-approve", "-no-color", .. options])).MustEndWith(0);

    public void Dispose() => _folder.Dispose();

    private static void Copy(string from, string to)
    {
        if (!Directory.Exists(from)) return;
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(from, file);
            if (name.Contains(".terraform", StringComparison.Ordinal) || name.Contains(".tfstate", StringComparison.Ordinal)) continue;
            var target = Path.Combine(to, name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            System.IO.File.Copy(file, target);
        }
    }
}
