using System;
using System.Globalization;
using System.Text.Json;

namespace DcvAdmin.Tokens.BrokerApi;

/// <summary>Says to a caller what is wrong with the JSON it sent. The serializer's own message names .NET types, which say nothing to it, and may quote what stood there.</summary>
public static class BodyFlaw
{
    // Not a regular expression: in a function every millisecond before the first answer counts.
    private const string UnknownMemberStart = "The JSON property '";
    private const string UnknownMemberEnd = "' could not be mapped";

    /// <summary>One sentence without its full stop.</summary>
    public static string Explain(JsonException failure)
    {
        if (failure is null) throw new ArgumentNullException(nameof(failure));
        // The words of Session Manager's broker for an unknown member; clients are known to look for them.
        if (UnknownMember(failure.Message) is { } unknown) return $"Unrecognized field \"{unknown}\"";
        if (failure.InnerException is null && failure.Message.StartsWith("An instant", StringComparison.Ordinal)) return failure.Message;
        var line = failure.LineNumber is { } number ? string.Format(CultureInfo.InvariantCulture, ", line {0}", number + 1) : string.Empty;
        return $"The body is not what this call takes: look at {failure.Path ?? "$"}{line}";
    }

    private static string? UnknownMember(string message)
    {
        if (!message.StartsWith(UnknownMemberStart, StringComparison.Ordinal)) return null;
        var end = message.LastIndexOf(UnknownMemberEnd, StringComparison.Ordinal);
        return end < UnknownMemberStart.Length ? null : message.Substring(UnknownMemberStart.Length, end - UnknownMemberStart.Length);
    }
}
