using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace DcvAdmin.Broker.Options;

/// <summary>Reads the command line: <c>--switch value</c>, <c>--switch=value</c>, or a switch alone.</summary>
internal sealed record BrokerCommandLine
{
    /// <summary>The settings by configuration key.</summary>
    public required IReadOnlyDictionary<string, string?> Settings { get; init; }

    /// <summary>A configuration file that must exist.</summary>
    public string? ConfigurationFile { get; init; }

    /// <summary>True where the user wants the list of options.</summary>
    public bool WantsHelp { get; init; }

    /// <summary>True where the user wants the version.</summary>
    public bool WantsVersion { get; init; }

    /// <summary>What is wrong with the command line, one sentence each.</summary>
    public required IReadOnlyList<string> Flaws { get; init; }

    public static string Help { get; } = WriteHelp();

    public static BrokerCommandLine Parse(IReadOnlyList<string> arguments)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var flaws = new List<string>();
        string? configurationFile = null;
        bool wantsHelp = false, wantsVersion = false;

        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument is "--help" or "-h" or "-?" or "/?")
            {
                wantsHelp = true;
                continue;
            }

            if (argument == "--version")
            {
                wantsVersion = true;
                continue;
            }

            if (!argument.StartsWith("--", StringComparison.Ordinal))
            {
                flaws.Add($"'{argument}' is not an option; options begin with two dashes.");
                continue;
            }

            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? argument[2..] : argument[2..equals];
            var option = BrokerOption.All.FirstOrDefault(candidate => candidate.Switch.Equals(name, StringComparison.OrdinalIgnoreCase));
            var takesValue = option?.Value is not null || name == "config";
            if (option is null && name != "config")
            {
                flaws.Add($"There is no option --{name}; --help lists them.");
                // A value behind an unknown option would only be reported as a second flaw.
                if (equals < 0 && i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal)) i++;
                continue;
            }

            string? value;
            if (equals >= 0) value = argument[(equals + 1)..];
            else if (!takesValue) value = "true";
            else if (i + 1 < arguments.Count) value = arguments[++i];
            else
            {
                flaws.Add($"--{name} wants a value.");
                continue;
            }

            if (option is null) configurationFile = value;
            else if (!settings.TryAdd(option.Key, value)) flaws.Add($"--{name} stands twice.");
        }

        return new BrokerCommandLine { Settings = settings, ConfigurationFile = configurationFile, WantsHelp = wantsHelp, WantsVersion = wantsVersion, Flaws = flaws };
    }

    private static string WriteHelp()
    {
        var text = new StringBuilder()
            .AppendLine("DcvAdmin broker: verifies connection tokens for DCV servers, issues and revokes them for admins.")
            .AppendLine()
            .AppendLine("  --config FILE                 read options from the \"Broker\" section of a JSON file");
        foreach (var option in BrokerOption.All)
            text.Append("  ").Append($"--{option.Switch} {option.Value}".PadRight(30)).AppendLine(option.Help);
        return text
            .AppendLine("  --version                     print the version")
            .AppendLine()
            .AppendLine("Each option is also read from the environment (--agent-port: DCVADMIN_AGENTPORT) and from the \"Broker\" section of")
            .Append("appsettings.json beside the program; the command line wins over the environment, the environment over files.")
            .ToString();
    }
}
