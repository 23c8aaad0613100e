using System;
using System.IO;
using System.Runtime.InteropServices;
using DcvAdmin.Terraform.Tests.Running;
using DcvAdmin.ZipBuilder;

namespace DcvAdmin.Terraform.Tests.Emulation;

/// <summary>The zip of the functions: the one that a variable names, or else what the build of these tests made, packed as the release is.</summary>
internal sealed class FunctionsPackage : IDisposable
{
    /// <summary>Names a zip, such as the published one.</summary>
    public const string Variable = "DCVADMIN_FUNCTIONS_ZIP";

    private readonly TemporaryFolder _folder = new();

    public FunctionsPackage()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            Zip = Path.GetFullPath(named);
            return;
        }

        // Not self-contained, as the published one is; it runs with the .NET that runs the tests.
        var bin = BuildOutput.Functions;
        var files = _folder.File("files");
        foreach (var file in Directory.EnumerateFiles(bin, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(bin, file);
            // What does not run: documentation, symbols, and native code of other systems.
            if (name.EndsWith(".xml", StringComparison.Ordinal) || name.EndsWith(".pdb", StringComparison.Ordinal) || (name.StartsWith("runtimes", StringComparison.Ordinal) && !name.Contains("linux-x64", StringComparison.Ordinal))) continue;
            var target = Path.Combine(files, name == "DcvAdmin.Functions" ? "bootstrap" : name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        Zip = _folder.File("functions.zip");
        SteadyZip.Write(files, Zip, ["bootstrap"]);
    }

    public string Zip { get; }

    /// <summary>Skips the test, visibly, where the functions do not run on this machine.</summary>
    public static void SkipWhereItDoesNotRun() => Assert.SkipUnless(
        OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64, "The functions' package is for Linux on x64.");

    public void Dispose() => _folder.Dispose();
}
