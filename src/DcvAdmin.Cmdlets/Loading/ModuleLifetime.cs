using System;
using System.Management.Automation;
using System.Reflection;

namespace DcvAdmin.Loading;

/// <summary>What happens when the module is imported and removed. Import does no I/O: it only refuses where the module could not work.</summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnImport()
    {
        var refusal = RefuseEngine(typeof(PSCmdlet).Assembly.GetName().Version) ?? RefuseSecondVersion(typeof(ModuleLifetime).Assembly, AppDomain.CurrentDomain.GetAssemblies());
        if (refusal is not null) throw new NotSupportedException(refusal);
        AdapterLoader.ClaimDependencies();
    }

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => DesktopResolver.Detach();

    /// <summary>A manifest can ask for 5.1 or later, but not for "5.1, or 7.4 and later".</summary>
    /// <param name="engine">Version of System.Management.Automation, which is 3.0 in Windows PowerShell 5.1 and PowerShell's own since 6.0.</param>
    internal static string? RefuseEngine(Version engine) =>
        engine >= new Version(6, 0) && engine < new Version(7, 4)
            ? $"DcvAdmin runs on Windows PowerShell 5.1 and on PowerShell 7.4 and later. This is PowerShell {engine.Major}.{engine.Minor}: install a newer one, or use powershell.exe."
            : null;

    /// <summary>A process keeps the first version it loaded, whatever a second import reports.</summary>
    internal static string? RefuseSecondVersion(Assembly own, Assembly[] loaded)
    {
        var ownName = own.GetName();
        foreach (var assembly in loaded)
        {
            var name = assembly.GetName();
            if (name.Name == ownName.Name && name.Version != ownName.Version)
                return $"DcvAdmin {Short(name.Version)} and {Short(ownName.Version)} cannot be used in one process. Start a new PowerShell session and import one of them.";
        }

        return null;
    }

    private static string Short(Version version) => version.ToString(3);
}
