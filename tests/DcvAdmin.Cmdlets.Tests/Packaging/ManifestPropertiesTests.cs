using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;

namespace DcvAdmin.Packaging;

/// <summary>The build reads the manifest with patterns, not with PowerShell; these are the shapes that today's manifest does not have.</summary>
public class ManifestPropertiesTests
{
    [Fact]
    public async Task A_prerelease_is_in_the_version_of_the_package_alone()
    {
        var manifest = await ReadAsync("""
            @{
              RootModule = 'DcvAdmin.Cmdlets.dll'
              ModuleVersion = '1.2.3'
              CmdletsToExport = @('Get-DcvA', 'New-DcvA')
              PrivateData = @{ PSData = @{
                Prerelease = 'beta1'
              } }
            }
            """);

        Assert.Equal("1.2.3", Property(manifest, "Version"));
        Assert.Equal("1.2.3-beta1", Property(manifest, "PackageVersion"));
        Assert.EndsWith("/output/DcvAdmin/1.2.3/", Property(manifest, "ModuleFolder").Replace('\\', '/'), StringComparison.Ordinal);
        Assert.EndsWith("/output/DcvAdmin.1.2.3-beta1.nupkg", Property(manifest, "ModulePackage").Replace('\\', '/'), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_keeps_its_quotes_semicolons_and_lines_and_a_list_may_have_lines()
    {
        var manifest = await ReadAsync("""
            @{
                ModuleVersion        = '1.2.3'
                Author               = 'Anna O''Neil'
                Description          = 'One; two (three) 100%.'
                CompatiblePSEditions = 'Core'
                CmdletsToExport      = @(
                    'Get-DcvA'
                    'New-DcvA',
                    'Set-DcvA')
                PrivateData          = @{ PSData = @{
                    Tags         = @('One', 'Two')
                    ReleaseNotes = 'First.
            Second.'
                } }
            }
            """);

        Assert.Equal("1.2.3", Property(manifest, "PackageVersion"));
        Assert.Equal("Anna O'Neil", Property(manifest, "Authors"));
        Assert.Equal("One; two (three) 100%.", Property(manifest, "PackageDescription"));
        Assert.Equal("First.\nSecond.", Property(manifest, "PackageReleaseNotes").ReplaceLineEndings("\n"));
        Assert.Equal(
            "PSModule PSEdition_Core PSIncludes_Cmdlet PSCmdlet_Get-DcvA PSCmdlet_New-DcvA PSCmdlet_Set-DcvA PSCommand_Get-DcvA PSCommand_New-DcvA PSCommand_Set-DcvA One Two",
            string.Join(' ', manifest.GetProperty("Items").GetProperty("PackageTag").EnumerateArray().Select(tag => tag.GetProperty("Identity").GetString())));
    }

    private static string Property(JsonElement manifest, string name) => manifest.GetProperty("Properties").GetProperty(name).GetString()!;

    private static async Task<JsonElement> ReadAsync(string manifest)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var file = Path.Combine(Path.GetTempPath(), $"dcvadmin-{Guid.NewGuid():N}.psd1");
        await File.WriteAllTextAsync(file, manifest, cancellation);
        try
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
            start.ArgumentList.Add("msbuild");
            start.ArgumentList.Add(Path.Combine(BuildOutput.RepositoryRoot, "module", "DcvAdmin.Module.csproj"));
            start.ArgumentList.Add($"-p:ManifestFile={file}");
            start.ArgumentList.Add("-getProperty:Version,PackageVersion,ModuleFolder,ModulePackage,Authors,PackageDescription,PackageReleaseNotes");
            start.ArgumentList.Add("-getItem:PackageTag");
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            Assert.True(process.ExitCode == 0, output);
            return JsonSerializer.Deserialize<JsonElement>(output);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
