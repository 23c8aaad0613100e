using System.Linq;
using System.Reflection;

namespace DcvAdmin.Terraform.Tests.Running;

/// <summary>What the build made beside these tests.</summary>
internal static class BuildOutput
{
    /// <summary>The functions' program with all it needs.</summary>
    public static string Functions => Value("FunctionsFolder");

    /// <summary>The PowerShell module, as it is imported.</summary>
    public static string Module => Value("ModuleFolder");

    private static string Value(string name) => typeof(BuildOutput).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == name).Value!;
}
