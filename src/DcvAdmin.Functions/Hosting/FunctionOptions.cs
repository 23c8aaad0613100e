using System;
using System.Collections.Generic;
using DcvAdmin.Functions.Logging;
using DcvAdmin.Functions.Runtime;
using DcvAdmin.Functions.Tokens;
using DcvAdmin.Stores;

namespace DcvAdmin.Functions.Hosting;

/// <summary>What may be set about the functions, from the environment: the broker's names where the broker has the option.</summary>
internal sealed record FunctionOptions
{
    public const string StoreVariable = DataFolder.StoreVariable;

    public const string LogLevelVariable = "DCVADMIN_LOGLEVEL";

    /// <summary>Set by Lambda where the function's own logging configuration has a level.</summary>
    public const string LambdaLogLevelVariable = "AWS_LAMBDA_LOG_LEVEL";

    public required StoreUri Store { get; init; }

    public required Severity LogLevel { get; init; }

    public required IssuerRule IssuerRule { get; init; }

    /// <summary>Reads the options; every wrong value is reported.</summary>
    /// <param name="read">The environment.</param>
    /// <param name="defaultStore">A laptop's store where none is named; null in Lambda, where one must be that every sandbox shares.</param>
    /// <exception cref="FunctionException">Something is wrong.</exception>
    public static FunctionOptions Read(Func<string, string?> read, StoreUri? defaultStore)
    {
        var flaws = new List<string>();
        var options = new FunctionOptions
        {
            Store = ReadStore(Text(read, StoreVariable), isShared: defaultStore is null, flaws) ?? defaultStore!,
            LogLevel = ReadLogLevel(read, flaws),
            IssuerRule = IssuerRule.Read(read, flaws),
        };
        if (options.Store is null && flaws.Count == 0) flaws.Add($"{StoreVariable} is not set: name the store of the tokens, as in dynamodb://table?region=eu-west-1.");
        return flaws.Count == 0 ? options : throw new FunctionException("Function.InvalidConfiguration", string.Join(' ', flaws));
    }

    private static string? Text(Func<string, string?> read, string name) => read(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    private static StoreUri? ReadStore(string? text, bool isShared, List<string> flaws)
    {
        if (text is null) return null;
        try
        {
            var store = StoreUri.Parse(text);
            if (store is StoreUri.Broker) flaws.Add($"{StoreVariable} names a broker, which verifies by itself: name a store, as in dynamodb://table?region=eu-west-1.");
            else if (store is StoreUri.Sqlite && isShared) flaws.Add($"{StoreVariable} names a SQLite file, which in Lambda one sandbox has to itself and loses: name a table, as in dynamodb://table?region=eu-west-1.");
            else return store;
        }
        catch (StoreException failure)
        {
            flaws.Add($"{StoreVariable} is wrong: {failure.Message}");
        }

        return null;
    }

    /// <summary>The level of Lambda's own configuration, or ours.</summary>
    internal static Severity ReadLogLevel(Func<string, string?> read, List<string> flaws)
    {
        // Lambda drops lines below its level whatever we say, so writing them would be for nothing.
        foreach (var name in (string[])[LambdaLogLevelVariable, LogLevelVariable])
        {
            if (Text(read, name) is not { } text) continue;
            if (Severities.TryParse(text, out var severity)) return severity;
            flaws.Add($"{name} is '{text}'; it is Trace, Debug, Information, Warning, Error or Critical.");
        }

        return Severity.Information;
    }
}
