using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using System.Xml.Linq;

namespace DcvAdmin.Pester;

/// <summary>Runs the Pester suites on the staged module, so that plain <c>dotnet test</c> covers what users see.</summary>
public class PesterSuites
{
    private const string NoPester = "no Pester 5";

    [Fact]
    public async Task All_suites_pass()
    {
        var shell = FindShell();
        if (shell is null) Assert.Skip("There is no pwsh on the path; DCVADMIN_PWSH may name one.");

        var results = Path.Combine(Path.GetTempPath(), $"dcvadmin-pester-{Guid.NewGuid():N}.xml");
        try
        {
            var (exitCode, output) = await RunAsync(shell, results);
            if (output.Contains(NoPester, StringComparison.Ordinal)) Assert.Skip("Pester 5 is not installed: Install-Module Pester.");
            Assert.True(File.Exists(results), $"Pester ended with exit code {exitCode} and wrote no results:{Environment.NewLine}{output}");

            var suites = XDocument.Load(results).Root!;
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
        start.ArgumentList.Add("-NoProfile");
        start.ArgumentList.Add("-NonInteractive");
        start.ArgumentList.Add("-Command");
        start.ArgumentList.Add($$"""
            if (-not (Get-Module Pester -ListAvailable | Where-Object Version -ge 5.3)) { '{{NoPester}}'; exit 3 }
            $configuration = New-PesterConfiguration
            $configuration.Run.Path = $env:DCVADMIN_PESTER_SUITES
            $configuration.Run.Exit = $true
            $configuration.TestResult.Enabled = $true
            $configuration.TestResult.OutputFormat = 'NUnitXml'
            $configuration.TestResult.OutputPath = $env:DCVADMIN_PESTER_RESULTS
            Invoke-Pester -Configuration $configuration
            """);
        start.Environment["DCVADMIN_PESTER_SUITES"] = Path.Combine(RepositoryRoot(), "tests", "pester");
        start.Environment["DCVADMIN_PESTER_RESULTS"] = results;
        start.Environment["DCVADMIN_BROKER"] = typeof(PesterSuites).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "BrokerPath").Value;
        // The settings of whoever runs the tests must not reach them.
        foreach (var variable in (string[])["DCVADMIN_STORE", "DCVADMIN_DATAFOLDER", "PSModulePath"]) start.Environment.Remove(variable);

        using var process = Process.Start(start)!;
        var cancellation = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        try
        {
            await process.WaitForExitAsync(cancellation);
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

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DcvAdmin.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not lie in the repository.");
    }
}
