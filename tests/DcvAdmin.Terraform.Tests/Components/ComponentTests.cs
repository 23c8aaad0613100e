using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using DcvAdmin.Terraform.Tests.Running;

namespace DcvAdmin.Terraform.Tests.Components;

/// <summary>The documents that build and test our images: their form, and the scripts in them as their own shells read them. None of them is run here.</summary>
public sealed class ComponentTests(TerraformCli terraform)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private static string Folder => Path.Combine(Repository.Terraform, "modules", "image-pipeline", "components");

    private static string ScriptsFolder => Path.Combine(Repository.Terraform, "scripts");

    [Fact]
    public async Task They_are_documents_as_Image_Builder_takes_them()
    {
        var documents = await ReadAsync();

        Assert.NotEmpty(documents);
        Assert.Empty(documents.SelectMany(document => ComponentSchema.Check(document.Value).Select(flaw => $"{document.Key}: {flaw}")));
        Assert.DoesNotContain(Directory.GetFiles(Folder), file => File.ReadAllText(file).Length > ComponentSchema.MostCharacters);
    }

    [Fact]
    public async Task Their_Linux_steps_are_Bash()
    {
        var bash = Tool.Need("bash", "it checks the steps of components.");
        using var scripts = await WriteScriptsAsync("ExecuteBash", ".sh");

        foreach (var script in Directory.GetFiles(scripts.FullName)) (await RunAsync(bash, ["-n", script])).MustEndWith(0);
        Assert.Equal(2, (await RunAsync(bash, ["-n", Broken(scripts, "broken.sh", "if true; then\n")])).ExitCode);
    }

    [Fact]
    public async Task ShellCheck_finds_nothing_in_their_Linux_steps()
    {
        var shellcheck = Tool.Need("shellcheck", "it looks deeper into the Bash steps of components and into the scripts.");
        using var scripts = await WriteScriptsAsync("ExecuteBash", ".sh");

        (await RunAsync(shellcheck, ["--shell=bash", .. Directory.GetFiles(scripts.FullName)])).MustEndWith(0);
        Assert.Equal(1, (await RunAsync(shellcheck, ["--shell=bash", Broken(scripts, "broken.sh", "rm -rf $1/*\n")])).ExitCode);
    }

    [Fact]
    public async Task Their_Windows_steps_are_PowerShell()
    {
        var pwsh = Tool.Need("pwsh", "its parser reads the Windows steps of components; DCVADMIN_PWSH may name it.", "DCVADMIN_PWSH");
        using var scripts = await WriteScriptsAsync("ExecutePowerShell", ".ps1");

        (await ParseAsync()).MustEndWith(0);
        Broken(scripts, "broken.ps1", "if ($true) {\n");
        Assert.Contains("broken.ps1", (await ParseAsync()).MustEndWith(1).Output, StringComparison.Ordinal);

        Task<ToolRun> ParseAsync() => RunAsync(pwsh, ["-NoProfile", "-NonInteractive", "-Command", $$"""
            $failed = foreach ($file in Get-ChildItem -LiteralPath '{{scripts.FullName}}' -Filter *.ps1) {
                $tokens = $errors = $null
                [void] [Management.Automation.Language.Parser]::ParseFile($file.FullName, [ref] $tokens, [ref] $errors)
                $errors | ForEach-Object { "$($file.Name):$($_.Extent.StartLineNumber): $($_.Message)" }
            }
            $failed
            exit [int] [bool] $failed
            """]);
    }

    // There is no reader of YAML in this repository; Terraform, which sends these documents, is one.
    private async Task<IReadOnlyDictionary<string, JsonElement>> ReadAsync()
    {
        await terraform.SkipWhereMissingAsync();
        using var copy = new TerraformCopy(terraform, "terraform/empty");
        var run = (await copy.RunConsoleAsync("""base64encode(jsonencode({ for file in fileset("../modules/image-pipeline/components", "*") : file => yamldecode(file("../modules/image-pipeline/components/${file}")) }))""")).MustEndWith(0);
        return JsonDocument.Parse(Convert.FromBase64String(run.Output.Trim().Trim('"'))).RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
    }

    /// <summary>A folder with the scripts of one action, and with the files beside the modules that are of the same language.</summary>
    private async Task<TemporaryFolder> WriteScriptsAsync(string action, string ending)
    {
        var scripts = (await ReadAsync()).SelectMany(document => ComponentSchema.ScriptsOf(document.Value).Where(script => script.Action == action).Select(script => (Name: $"{document.Key}.{script.Place}{ending}", script.Text))).ToList();
        Assert.NotEmpty(scripts);
        var folder = new TemporaryFolder();
        foreach (var (name, text) in scripts) await File.WriteAllTextAsync(folder.File(name), text, TestContext.Current.CancellationToken);
        foreach (var file in Directory.Exists(ScriptsFolder) ? Directory.GetFiles(ScriptsFolder).Where(file => Path.GetExtension(file) == ending || (ending == ".sh" && Path.GetExtension(file).Length == 0)) : [])
            File.Copy(file, folder.File($"{Path.GetFileNameWithoutExtension(file)}{ending}"));
        return folder;
    }

    private static string Broken(TemporaryFolder folder, string name, string text)
    {
        File.WriteAllText(folder.File(name), text);
        return folder.File(name);
    }

    private static Task<ToolRun> RunAsync(string program, string[] arguments) => ToolRun.RunAsync(program, arguments, Path.GetTempPath(), new Dictionary<string, string?> { ["PSModulePath"] = null }, Limit);
}
