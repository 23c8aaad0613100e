using System;
using System.IO;
using System.Linq;
using System.Reflection;
using DcvAdmin.Loading;

namespace DcvAdmin.Desktop.Tests.Loading;

public sealed class StagedModuleTests
{
    [Fact]
    public void The_module_knows_the_runtime_of_Windows_PowerShell() => Assert.True(AdapterLoader.IsDesktop);

    [Fact]
    public void The_adapters_run_on_the_files_they_ship_with()
    {
        // Where the framework has the types itself, the file only points at them and may stay unused. Single sign-on is for profiles that ask for it.
        string[] perhaps = ["System.Numerics.Vectors", "AWSSDK.SSO", "AWSSDK.SSOOIDC"];
        var needed = Directory.GetFiles(StagedModule.AdaptersFolder, "*.dll").Select(Path.GetFileNameWithoutExtension).Except(perhaps).ToArray();

        Assert.Contains("Microsoft.Data.Sqlite", needed);
        Assert.All(needed, name => Assert.Contains(StagedModule.Loaded(name), IsOfModule));
        Assert.True(IsOfModule(typeof(AdapterFactory).Assembly));
    }

    [Fact]
    public void Nobody_else_is_answered_with_a_file_of_the_module()
    {
        var wanted = AssemblyName.GetAssemblyName(Path.Combine(StagedModule.AdaptersFolder, "Microsoft.Data.Sqlite.dll")).FullName;
        Assert.NotNull(DesktopResolver.Answer(wanted, typeof(AdapterFactory).Assembly));
        Assert.Null(DesktopResolver.Answer(wanted, typeof(StagedModuleTests).Assembly));
        Assert.Null(DesktopResolver.Answer(wanted, null));
    }

    [Fact]
    public void The_newer_value_tuples_that_the_adapters_ask_for_are_the_frameworks_own()
    {
        var requester = StagedModule.Loaded("System.Text.Json").Single(IsOfModule);
        var asked = requester.GetReferencedAssemblies().Single(reference => reference.Name == "System.ValueTuple");

        Assert.Same(typeof(object).Assembly, DesktopResolver.Answer(asked.FullName, requester));
        Assert.Same(typeof(object).Assembly, typeof(ValueTuple<int, int>).Assembly);
    }

    private static bool IsOfModule(Assembly assembly) => DesktopResolver.IsOurs(assembly.Location, StagedModule.AdaptersFolder);
}
