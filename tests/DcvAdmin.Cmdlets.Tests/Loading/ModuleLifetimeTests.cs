using System;
using System.Reflection;
using System.Reflection.Emit;

namespace DcvAdmin.Loading;

public class ModuleLifetimeTests
{
    [Theory]
    [InlineData("3.0.0.0", true)]
    [InlineData("6.0.0.0", false)]
    [InlineData("6.2.7.0", false)]
    [InlineData("7.0.0.0", false)]
    [InlineData("7.3.12.500", false)]
    [InlineData("7.4.0.500", true)]
    [InlineData("7.6.5.500", true)]
    [InlineData("8.0.0.0", true)]
    public void Engines_between_Windows_PowerShell_and_7_4_are_refused(string engine, bool runs) =>
        Assert.Equal(runs, ModuleLifetime.RefuseEngine(Version.Parse(engine)) is null);

    [Fact]
    public void The_refusal_names_what_it_found_and_what_to_do() =>
        Assert.Equal(
            "DcvAdmin runs on Windows PowerShell 5.1 and on PowerShell 7.4 and later. This is PowerShell 7.2: install a newer one, or use powershell.exe.",
            ModuleLifetime.RefuseEngine(new Version(7, 2, 1, 500)));

    [Fact]
    public void Another_version_in_the_process_is_refused()
    {
        var own = typeof(ModuleLifetime).Assembly;
        var name = own.GetName();
        var same = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName($"{name.Name}, Version={name.Version}"), AssemblyBuilderAccess.Run);
        var other = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName($"{name.Name}, Version=9.8.7.0"), AssemblyBuilderAccess.Run);
        var stranger = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Other.Cmdlets, Version=9.8.7.0"), AssemblyBuilderAccess.Run);

        Assert.Null(ModuleLifetime.RefuseSecondVersion(own, [own, same, stranger]));
        Assert.Contains("9.8.7", ModuleLifetime.RefuseSecondVersion(own, [own, other]), StringComparison.Ordinal);
    }
}
