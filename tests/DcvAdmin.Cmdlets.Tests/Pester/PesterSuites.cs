using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using System.Xml.Linq;
using DcvAdmin.Packaging;

namespace DcvAdmin.Pester;

/// <summary>Runs the Pester suites on the package, so that plain <c>dotnet test</c> covers what users install.</summary>
public class PesterSuites
{
    private const int NoPester = 3;

    // They take some minutes, and more on a machine with other work; a suite that waits for ever must not take the whole run with it.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    [Fact]
    public async Task All_suites_pass()
    {
        var shell = FindShell();
        if (shell is null) Assert.Skip("There is no pwsh on the path; DCVADMIN_PWSH may name one.");

        var results = Path.Combine(Path.GetTempPath(), $"dcvadmin-pester-{Guid.NewGuid():N}.xml");
        try
        {
            var (exitCode, output) = await RunAsync(shell, results);
            if (exitCode == NoPester) Assert.Skip(output.Trim());
            Assert.True(File.Exists(results), $"Pester ended with exit code {exitCode} and wrote no results:{Environment.NewLine}{output}");

            var suites = XDocument.Load(results).Root!;
            foreach (var skipped in suites.Descendants("test-case").Where(test => (string?)test.Attribute("result") is "Ignored" or "Skipped"))
                TestContext.Current.AddWarning($"Skipped in Pester: {(string?)skipped.Attribute("description")}");

            var failed = suites.Descendants("test-case")
                .Where(test => (string?)test.Attribute("result") is not ("Success" or "Ignored" or "Skipped"))
                .Select(test => $"{(string?)test.Attribute("description")}: {test.Descendants("message").FirstOrDefault()?.Value}")
                .ToArray();
            Assert.True(failed.Length == 0, string.Join(Environment.NewLine, failed));
            // A suite that fails before its tests has no failed test.
            Assert.True(exitCode == 0, output);
            Assert.NotEmpty(suites.Descendants("test-case"));
        }
        finally
        {
            File.Delete(results);
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string shell, string results)
    {
        var start = new ProcessStartInfo(shell) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["-NoProfile", "-NonInteractive", "-File", Path.Combine(BuildOutput.RepositoryRoot, "tests", "pester", "run.ps1"), "-Package", BuildOutput.ModulePackage, "-Results", results])
            start.ArgumentList.Add(argument);
        start.Environment["DCVADMIN_BROKER"] = BuildOutput.BrokerPath;
        start.Environment["DCVADMIN_WORKSPACES_EMULATOR"] = BuildOutput.WorkspacesEmulatorPath;
        start.Environment["DCVADMIN_RIVALS"] = Path.Combine(AppContext.BaseDirectory, "rivals");
        // Of whoever runs the tests; a PowerShell that starts another one leaves its own modules in it.
        start.Environment.Remove("PSModulePath");

        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The suites did not end within {Limit.TotalMinutes} minutes; they said:{Environment.NewLine}{await output}{await errors}");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }

        return (process.ExitCode, await output + await errors);
    }

    private static string? FindShell()
    {
        if (Environment.GetEnvironmentVariable("DCVADMIN_PWSH") is { Length: > 0 } named) return named;
        var file = OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh";
        return (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }
}
