using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Terraform.Tests.Running;

[assembly: AssemblyFixture(typeof(TerraformCli))]

namespace DcvAdmin.Terraform.Tests.Running;

/// <summary>
/// Terraform as the tests run it: with the provider from where it is found, with nothing of the user's settings, and above all with nothing that reaches a
/// real account.
/// </summary>
public sealed class TerraformCli : IDisposable
{
    /// <summary>Names the program, where it is not on PATH.</summary>
    public const string Variable = "DCVADMIN_TERRAFORM";

    // A port that nobody listens on: what should need no network fails at once where it asks for one.
    private const string Nowhere = "http://127.0.0.1:9";

    private const string Probe = """
        terraform {
          required_providers {
            aws = {
              source  = "hashicorp/aws"
              version = ">= 5.100"
            }
          }
        }
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly TemporaryFolder _folder = new();
    private readonly SemaphoreSlim _gate = new(1, 1);
    private string? _program;
    private string? _missing;

    /// <summary>Skips the test, visibly, where Terraform or its provider cannot be had.</summary>
    public async Task SkipWhereMissingAsync()
    {
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_program is null && _missing is null) await ProbeAsync();
        }
        finally
        {
            _gate.Release();
        }

        Assert.SkipWhen(_missing is not null, _missing ?? string.Empty);
    }

    /// <summary>Runs terraform.</summary>
    /// <param name="folder">The configuration.</param>
    /// <param name="arguments">Command and options.</param>
    /// <param name="environment">More for its environment, such as the emulator's address.</param>
    /// <param name="input">What it reads.</param>
    internal Task<ToolRun> RunAsync(string folder, IReadOnlyCollection<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string input = "") =>
        ToolRun.RunAsync(_program!, arguments, folder, Environment(environment), Limit, input);

    /// <summary>The environment for terraform and for what calls it.</summary>
    internal IReadOnlyDictionary<string, string?> Environment(IReadOnlyDictionary<string, string?>? more = null)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var name in System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(pair => (string)pair.Key).Where(IsUsers)) environment[name] = null;
        environment["TF_IN_AUTOMATION"] = "1";
        environment["TF_INPUT"] = "0";
        environment["CHECKPOINT_DISABLE"] = "1";
        foreach (var (name, value) in Account(Nowhere)) environment[name] = value;
        // Loopback is never a proxy's.
        environment["NO_PROXY"] = environment["no_proxy"] = "127.0.0.1,localhost";
        if (File.Exists(_folder.File("terraform.rc"))) environment["TF_CLI_CONFIG_FILE"] = _folder.File("terraform.rc");
        // For scripts that call it by its name.
        if (_program is not null) environment["PATH"] = $"{Path.GetDirectoryName(Path.GetFullPath(_program))}{Path.PathSeparator}{System.Environment.GetEnvironmentVariable("PATH")}";
        foreach (var (name, value) in more ?? new Dictionary<string, string?>()) environment[name] = value;
        return environment;
    }

    /// <summary>An account that is none, at an address that is AWS's own nowhere.</summary>
    internal IReadOnlyDictionary<string, string?> Account(string endpoint, string region = "eu-west-1") => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["AWS_ENDPOINT_URL"] = endpoint,
        ["AWS_ACCESS_KEY_ID"] = "AKIAEXAMPLE",
        ["AWS_SECRET_ACCESS_KEY"] = "the-secret-key",
        ["AWS_REGION"] = region,
        ["AWS_DEFAULT_REGION"] = region,
        // What the emulator does not know fails in seconds and not in minutes.
        ["AWS_MAX_ATTEMPTS"] = "2",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["AWS_CONFIG_FILE"] = _folder.File("no-config"),
        ["AWS_SHARED_CREDENTIALS_FILE"] = _folder.File("no-credentials"),
    };

    public void Dispose()
    {
        _gate.Dispose();
        _folder.Dispose();
    }

    private static bool IsUsers(string name) => (name.StartsWith("TF_", StringComparison.Ordinal) && (name != "TF_CLI_CONFIG_FILE" || !HasConfiguration())) || name.StartsWith("AWS_", StringComparison.Ordinal);

    private static bool HasConfiguration() => File.Exists(System.Environment.GetEnvironmentVariable("TF_CLI_CONFIG_FILE"));

    private async Task ProbeAsync()
    {
        var program = Tool.Find("terraform", Variable);
        if (program is null)
        {
            _missing = $"terraform is not on PATH; {Variable} may name it.";
            return;
        }

        await WriteConfigurationAsync();
        var probe = Directory.CreateDirectory(_folder.File("probe")).FullName;
        await File.WriteAllTextAsync(Path.Combine(probe, "versions.tf"), Probe, TestContext.Current.CancellationToken);
        var init = await ToolRun.RunAsync(program, ["init", "-backend=false", "-no-color"], probe, Environment(), Limit);
        if (init.ExitCode == 0) _program = program;
        else _missing = $"Terraform does not find the provider hashicorp/aws >= 5.100. {ProviderMirror.Variable} may name the folder of a mirror, the one that holds registry.terraform.io. {init.Errors.Trim()}";
    }

    private async Task WriteConfigurationAsync()
    {
        string? text = null;
        if (ProviderMirror.Find() is { } mirror)
        {
            text = $$"""
                provider_installation {
                  filesystem_mirror {
                    path = "{{mirror.Replace('\\', '/')}}"
                  }
                }
                """;
        }
        else if (!HasConfiguration())
        {
            // From the registry, but once and not for every folder.
            text = $"plugin_cache_dir = \"{Directory.CreateDirectory(_folder.File("cache")).FullName.Replace('\\', '/')}\"";
        }

        if (text is not null) await File.WriteAllTextAsync(_folder.File("terraform.rc"), text, TestContext.Current.CancellationToken);
    }
}
