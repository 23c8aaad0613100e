using System.Collections.Generic;
using System.Globalization;
using DcvAdmin.Functions.Tokens;
using DcvAdmin.Functions.Verification;
using DcvAdmin.Functions.Workspaces;
using DcvAdmin.Stores;

namespace DcvAdmin.Functions.Local;

/// <summary>The command line of a developer's laptop.</summary>
internal sealed record LocalOptions
{
    public const int DefaultPort = 9000;

    public const string Help = $"""
        DcvAdmin functions: {GetTokenFunction.Name}, {GetTokenApiFunction.Name}, {ValidateTokenFunction.Name}, {PurgeGrantsFunction.Name},
        {UpdateInventoryFunction.FindName}, {UpdateInventoryFunction.ReapName}, {PortalFunction.ListName} and {PortalFunction.ActName} for AWS Lambda, runtime provided.al2023.

          --local          serve the functions over HTTP on this machine's loopback address
          --port PORT      with --local: the port; 0 takes a free one (default: 9000)
          --store URI      with --local: where tokens are (default: {DataFolder.StoreVariable}, or this machine's store)
          --version        print the version

        In Lambda the program is started without arguments, as bootstrap: see docs/functions.md.
        """;

    public int Port { get; private set; } = DefaultPort;

    public string? Store { get; private set; }

    public bool WantsLocal { get; private set; }

    public bool WantsHelp { get; private set; }

    public bool WantsVersion { get; private set; }

    /// <summary>Reads the command line; what is wrong with it comes back, one sentence each.</summary>
    public static (LocalOptions Options, IReadOnlyList<string> Flaws) Parse(string[] arguments)
    {
        var options = new LocalOptions();
        var flaws = new List<string>();
        for (var i = 0; i < arguments.Length; i++)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "--local": options.WantsLocal = true; break;
                case "--help" or "-h" or "-?" or "/?": options.WantsHelp = true; break;
                case "--version": options.WantsVersion = true; break;
                case "--store" when value is not null:
                    options.Store = value;
                    i++;
                    break;
                case "--port" when value is not null:
                    if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue) options.Port = port;
                    else flaws.Add($"--port is '{value}'; it is a number from 0 to 65535.");
                    i++;
                    break;
                case "--store" or "--port": flaws.Add($"{arguments[i]} wants a value."); break;
                default: flaws.Add($"There is no option '{arguments[i]}'; --help lists them."); break;
            }
        }

        if (!options.WantsLocal && (options.Store is not null || options.Port != DefaultPort)) flaws.Add("--port and --store go with --local.");
        return (options, flaws);
    }
}
