using System.Linq;
using System.Reflection;

namespace DcvAdmin.Packaging;

/// <summary>Where the build that made this assembly put the rest.</summary>
internal static class BuildOutput
{
    public static string RepositoryRoot => Of(nameof(RepositoryRoot));

    public static string ModulePackage => Of(nameof(ModulePackage));

    public static string BrokerPath => Of(nameof(BrokerPath));

    public static string WorkspacesEmulatorPath => Of(nameof(WorkspacesEmulatorPath));

    private static string Of(string key) =>
        typeof(BuildOutput).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;
}
