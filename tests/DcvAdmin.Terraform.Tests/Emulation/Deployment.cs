using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using DcvAdmin.Terraform.Tests.Policy;
using DcvAdmin.Terraform.Tests.Running;

namespace DcvAdmin.Terraform.Tests.Emulation;

/// <summary>A configuration that is really applied, on an emulator of its own.</summary>
internal sealed class Deployment : IAsyncDisposable
{
    private readonly string[] _variables;

    private Deployment(EmulatorFront front, TerraformCopy copy, string[] variables)
    {
        Front = front;
        Copy = copy;
        Aws = new AwsCalls(front.Address);
        _variables = variables;
    }

    public EmulatorFront Front { get; }

    public TerraformCopy Copy { get; }

    public AwsCalls Aws { get; }

    /// <summary>What the emulator had before.</summary>
    public IReadOnlyList<string> Before { get; private init; } = [];

    /// <summary>Starts an emulator and initialises a configuration.</summary>
    /// <param name="terraform">What runs.</param>
    /// <param name="configuration">The configuration, from the checkout's root.</param>
    /// <param name="variables">Its variables, as in <c>name=dcv</c>.</param>
    public static Task<Deployment> StartAsync(TerraformCli terraform, string configuration, params string[] variables) => StartAsync(terraform, configuration, _ => variables);

    /// <summary>As above, with variables that name what the emulator has.</summary>
    public static async Task<Deployment> StartAsync(TerraformCli terraform, string configuration, Func<IReadOnlyList<string>, string[]> variables)
    {
        await terraform.SkipWhereMissingAsync();
        var front = await EmulatorFront.StartAsync();
        TerraformCopy? copy = null;
        try
        {
            using var aws = new AwsCalls(front.Address);
            var before = await aws.InventoryAsync();
            copy = new TerraformCopy(terraform, configuration, terraform.Account(front.Address));
            await copy.InitAsync();
            return new Deployment(front, copy, [.. variables(before).Select(variable => $"-var={variable}")]) { Before = before };
        }
        catch
        {
            // Nobody else has them yet, and an emulator would stay when the tests are gone.
            copy?.Dispose();
            await front.DisposeAsync();
            throw;
        }
    }

    /// <summary>Applies it; returns its state.</summary>
    public async Task<JsonElement> ApplyAsync(params string[] variables)
    {
        var apply = await Copy.RunAsync(["apply", "-auto-approve", "-no-color", .. _variables, .. variables.Select(variable => $"-var={variable}")]);
        Assert.True(apply.ExitCode == 0, $"{apply.Report}{Environment.NewLine}The emulator failed at: {string.Join(", ", Front.Unsupported)}");
        return await Copy.ShowAsync(null);
    }

    /// <summary>Plans, and returns the plan.</summary>
    public async Task<JsonElement> PlanAsync(params string[] variables)
    {
        (await Copy.PlanAsync([.. _variables, .. variables.Select(variable => $"-var={variable}")])).MustEndWith(0, 2);
        return await Copy.ShowAsync();
    }

    public Task<ToolRun> DestroyAsync() => Copy.RunAsync(["destroy", "-auto-approve", "-no-color", .. _variables]);

    /// <summary>Runs the script that takes a deployment down, and answers its question.</summary>
    /// <param name="answer">What is typed.</param>
    /// <param name="variables">What is said besides, and wins.</param>
    public Task<ToolRun> TearDownAsync(string answer, params string[] variables)
    {
        var bash = Tool.Need("bash", "it runs terraform/scripts/teardown.");
        return Copy.RunProgramAsync(bash, [Copy.FileOfCheckout("terraform/scripts/teardown"), Copy.Folder, .. _variables, .. variables.Select(variable => $"-var={variable}")], TimeSpan.FromMinutes(4), answer);
    }

    /// <summary>The same by its twin for PowerShell, which is told not to ask.</summary>
    public Task<ToolRun> TearDownByPowerShellAsync(string shell) => Copy.RunProgramAsync(
        shell, ["-NoProfile", "-NonInteractive", "-Command", $"& '{Copy.FileOfCheckout("terraform/scripts/teardown.ps1")}' '{Copy.Folder}' -Confirm:$false"], TimeSpan.FromMinutes(4));

    /// <summary>Plans again, which must change nothing but what the emulator is known to get wrong.</summary>
    public async Task NothingIsLeftToDoAsync()
    {
        var plan = await PlanAsync();
        Assert.Empty(EmulatorDifference.Unexplained(plan, EmulatorDifference.Read()));
        Assert.Empty(EmulatorDifference.Outlived(plan, EmulatorDifference.Read()));
    }

    /// <summary>Destroys it, which must leave what there was before, and that alone.</summary>
    public async Task NothingIsLeftBehindAsync()
    {
        (await DestroyAsync()).MustEndWith(0);
        Assert.Equal(Before, await Aws.InventoryAsync());
        Assert.Empty(Front.ImageBuilder.Names);
    }

    /// <summary>Holds a plan or state against the gate.</summary>
    /// <param name="document">The plan or state.</param>
    /// <param name="modules">The modules in it: whatever is excepted for them must be there.</param>
    public static void MustPassGate(JsonElement document, params string[] modules)
    {
        var exceptions = PolicyGateTests.Exceptions().Where(exception => modules.Contains(exception.Module)).ToList();
        var findings = PolicyGate.Check(PlannedResource.Read(document));
        Assert.Empty(PolicyException.Unwanted(findings, exceptions));
        Assert.All(exceptions, exception => Assert.Contains(findings, exception.Covers));
    }

    /// <summary>An output of the state.</summary>
    public static JsonElement Output(JsonElement state, string name) => state.GetProperty("values").GetProperty("outputs").GetProperty(name).GetProperty("value");

    public async ValueTask DisposeAsync()
    {
        Aws.Dispose();
        Copy.Dispose();
        await Front.DisposeAsync();
    }
}
