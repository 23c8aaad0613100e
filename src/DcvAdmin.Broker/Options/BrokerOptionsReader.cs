using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces.Portal;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace DcvAdmin.Broker.Options;

/// <summary>Makes checked options of configuration. Every wrong value is reported, one sentence each, not just the first.</summary>
internal sealed class BrokerOptionsReader
{
    private const string Section = "Broker";
    private const string EnvironmentPrefix = "DCVADMIN_";

    private readonly IConfiguration _configuration;
    private readonly List<string> _flaws;

    private BrokerOptionsReader(IConfiguration configuration, List<string> flaws)
    {
        _configuration = configuration;
        _flaws = flaws;
    }

    /// <summary>Reads files, environment and command line, the later winning over the earlier.</summary>
    /// <returns>The options, or null and what is wrong.</returns>
    public static (BrokerOptions? Options, IReadOnlyList<string> Flaws) Read(BrokerCommandLine commandLine)
    {
        var flaws = new List<string>(commandLine.Flaws);
        var files = ReadFiles(commandLine.ConfigurationFile, flaws);
        foreach (var unknown in files.GetChildren().Where(child => !BrokerOption.All.Any(option => option.Key.Equals(child.Key, StringComparison.OrdinalIgnoreCase))))
            flaws.Add($"The configuration file sets {Section}:{unknown.Key}, which is not an option; --help lists them.");

        var configuration = new ConfigurationBuilder()
            .AddConfiguration(files)
            .AddEnvironmentVariables(EnvironmentPrefix)
            .AddInMemoryCollection(commandLine.Settings)
            .Build();
        // A first look must not meet the data of a broker that files or the environment describe.
        if (bool.TryParse(configuration["Demo"], out var isDemo) && isDemo) configuration = new ConfigurationBuilder().AddInMemoryCollection(commandLine.Settings).AddInMemoryCollection([new("Demo", "true")]).Build();
        var options = new BrokerOptionsReader(configuration, flaws).Read();
        return flaws.Count == 0 ? (options, flaws) : (null, flaws);
    }

    private static IConfiguration ReadFiles(string? named, List<string> flaws)
    {
        try
        {
            var builder = new ConfigurationBuilder().SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true, reloadOnChange: false);
            if (named is not null) builder.AddJsonFile(Path.GetFullPath(named), optional: false, reloadOnChange: false);
            return builder.Build().GetSection(Section);
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or FormatException or UnauthorizedAccessException)
        {
            flaws.Add($"The configuration file cannot be read: {failure.GetBaseException().Message}");
            return new ConfigurationBuilder().Build();
        }
    }

    private BrokerOptions? Read()
    {
        var demo = Flag("Demo");
        var dataFolder = Text("DataFolder") is { } folder ? Path.GetFullPath(folder)
            : demo ? Path.Combine(Path.GetTempPath(), $"dcvadmin-demo-{Path.GetRandomFileName()}")
            : DataFolder.DefaultPath;
        var store = Store(Path.Combine(dataFolder, DataFolder.StoreFileName));
        var client = Endpoint("ClientAddress", "ClientPort", demo ? 0 : 8443, demo);
        var agent = Endpoint("AgentAddress", "AgentPort", demo ? 0 : 8445, demo);
        var plainHttp = Flag("PlainHttp");
        if (client.Port != 0 && client.Port == agent.Port) _flaws.Add($"ClientPort and AgentPort are both {client.Port}; they must differ.");
        if (demo && !(IPAddress.IsLoopback(client.Address) && IPAddress.IsLoopback(agent.Address))) _flaws.Add("Demo is for loopback addresses alone.");
        if (plainHttp && !(IPAddress.IsLoopback(client.Address) && IPAddress.IsLoopback(agent.Address)))
            _flaws.Add("PlainHttp is legal on loopback addresses alone: set ClientAddress and AgentAddress to 127.0.0.1.");

        var certificate = ExistingFile("TlsCertificateFile");
        var key = ExistingFile("TlsKeyFile");
        var password = ExistingFile("TlsPasswordFile");
        var portal = PortalOptions.Read(Text, _flaws);
        if (Text("PortalRate") is not null && Text(PortalOptions.IssuerKey) is null) _flaws.Add($"PortalRate is set and {PortalOptions.IssuerKey} is not: only the portal has one.");
        if (certificate is null && (key ?? password) is not null) _flaws.Add("TlsKeyFile and TlsPasswordFile go with TlsCertificateFile.");

        return new BrokerOptions
        {
            DataFolder = dataFolder,
            Store = store ?? StoreUri.Sqlite.AtPath(Path.Combine(dataFolder, DataFolder.StoreFileName)),
            ClientEndpoint = client,
            AgentEndpoint = agent,
            HostNames = HostNames(),
            TlsCertificateFile = certificate,
            TlsKeyFile = key,
            TlsPasswordFile = password,
            PlainHttp = plainHttp,
            VerificationRate = Number("VerificationRate", 1, 10_000_000, 100),
            ApiRate = Number("ApiRate", 1, 10_000_000, 20),
            AccessTokenLifetime = Number("AccessTokenLifetime", 60, 86_400, 3600),
            GrantRetention = TimeSpan.FromHours(Number("GrantRetentionHours", 0, 8760, 24)),
            Portal = portal,
            Inventory = Inventory(portal is not null, store),
            PortalRate = Number("PortalRate", 1, 10_000_000, 10),
            LogLevel = Level(),
            JsonLog = Flag("JsonLog"),
            AcceptClockSetBack = Flag("AcceptClockSetBack"),
            WindowsService = WindowsService(),
            Demo = demo,
        };
    }

    private string? Text(string key) => _configuration[key] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    private bool Flag(string key)
    {
        var text = Text(key);
        if (text is null) return false;
        if (bool.TryParse(text, out var flag)) return flag;
        _flaws.Add($"{key} is '{text}'; it is true or false.");
        return false;
    }

    private int Number(string key, int minimum, int maximum, int otherwise)
    {
        var text = Text(key);
        if (text is null) return otherwise;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum) return number;
        _flaws.Add($"{key} is '{text}'; it is a whole number from {minimum} to {maximum}.");
        return otherwise;
    }

    private LogLevel Level()
    {
        var text = Text("LogLevel");
        if (text is null) return LogLevel.Information;
        // Enum.TryParse takes numbers too, and None would hide every fault.
        if (!char.IsAsciiDigit(text[0]) && Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) && level != LogLevel.None) return level;
        _flaws.Add($"LogLevel is '{text}'; it is Trace, Debug, Information, Warning, Error or Critical.");
        return LogLevel.Information;
    }

    private bool WindowsService()
    {
        var isService = Flag("WindowsService");
        if (isService && !OperatingSystem.IsWindows()) _flaws.Add("WindowsService is for Windows; under systemd the broker needs no option.");
        return isService;
    }

    private StoreUri? Store(string defaultPath)
    {
        var text = Text("Store");
        if (text is null) return StoreUri.Sqlite.AtPath(defaultPath);
        try
        {
            if (StoreUri.Parse(text) is var store and not StoreUri.Broker) return store;
            _flaws.Add("Store names a broker; a broker needs a store of its own: sqlite:///path/to/file.db or dynamodb://table.");
        }
        catch (StoreException failure)
        {
            _flaws.Add($"Store is wrong: {failure.Message}");
        }

        return null;
    }

    private StoreUri? Inventory(bool hasPortal, StoreUri? store)
    {
        var text = Text("Inventory");
        if (text is null) return hasPortal && store is not null ? DataFolder.InventoryBeside(store) : null;
        if (!hasPortal && _configuration[PortalOptions.IssuerKey] is null) _flaws.Add($"Inventory is set and {PortalOptions.IssuerKey} is not: only the portal has one.");
        try
        {
            if (StoreUri.Parse(text) is var inventory and not StoreUri.Broker) return inventory;
            _flaws.Add("Inventory names a broker; name sqlite:///path/to/file.db or dynamodb://table.");
        }
        catch (StoreException failure)
        {
            _flaws.Add($"Inventory is wrong: {failure.Message}");
        }

        return null;
    }

    private IPEndPoint Endpoint(string addressKey, string portKey, int defaultPort, bool demo)
    {
        var port = Number(portKey, 0, 65_535, defaultPort);
        var text = Text(addressKey);
        if (text is null) return new IPEndPoint(demo ? IPAddress.Loopback : IPAddress.IPv6Any, port);
        if (text == "*") return new IPEndPoint(IPAddress.IPv6Any, port);
        if (text.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return new IPEndPoint(IPAddress.Loopback, port);
        if (IPAddress.TryParse(text, out var address)) return new IPEndPoint(address, port);
        _flaws.Add($"{addressKey} is '{text}'; it is an IP address, localhost, or * for all.");
        return new IPEndPoint(IPAddress.Loopback, port);
    }

    private string? ExistingFile(string key)
    {
        var text = Text(key);
        if (text is null) return null;
        var path = Path.GetFullPath(text);
        if (!File.Exists(path)) _flaws.Add($"{key} names {path}, which does not exist.");
        return path;
    }

    private string[] HostNames()
    {
        var names = (Text("HostNames") ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var name in names)
        {
            if (Uri.CheckHostName(name) == UriHostNameType.Unknown) _flaws.Add($"HostNames holds '{name}', which is neither a host name nor an address.");
        }

        return names;
    }
}
