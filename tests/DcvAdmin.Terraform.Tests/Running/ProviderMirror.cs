using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace DcvAdmin.Terraform.Tests.Running;

/// <summary>Where Terraform finds its provider without a network.</summary>
internal static class ProviderMirror
{
    /// <summary>Names the folder that holds <c>registry.terraform.io</c>.</summary>
    public const string Variable = "DCVADMIN_TERRAFORM_MIRROR";

    private const string Provider = "registry.terraform.io/hashicorp/aws";

    /// <summary>
    /// The folder of a mirror: the one that is named, or else one at a usual place. Null where Terraform is configured already, or where there is none and
    /// the registry must serve.
    /// </summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="holds">Whether a folder has the provider.</param>
    /// <param name="children">The folders in a folder.</param>
    public static string? Find(Func<string, string?> variable, Func<string, bool> holds, Func<string, IEnumerable<string>> children)
    {
        if (variable(Variable) is { Length: > 0 } named) return named;
        // A file that does not exist configures nothing, though Terraform only warns of it.
        if (variable("TF_CLI_CONFIG_FILE") is { Length: > 0 } file && File.Exists(file)) return null;
        var home = variable("HOME") ?? variable("USERPROFILE") ?? string.Empty;
        string[] usual =
        [
            Path.Combine(home, ".terraform.d", "plugins"), Path.Combine(variable("XDG_DATA_HOME") ?? Path.Combine(home, ".local", "share"), "terraform", "plugins"),
            Path.Combine(variable("APPDATA") ?? home, "terraform.d", "plugins"), "/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins",
        ];
        return usual.Concat(children("/opt")).FirstOrDefault(holds);
    }

    /// <summary>As above, on this machine.</summary>
    public static string? Find() => Find(Environment.GetEnvironmentVariable, folder => Directory.Exists(Path.Combine(folder, Provider)), Children);

    private static IEnumerable<string> Children(string folder) => Directory.Exists(folder) ? Directory.GetDirectories(folder).Order(StringComparer.Ordinal) : [];
}
