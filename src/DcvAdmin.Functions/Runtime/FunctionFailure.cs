using System;
using System.Buffers;
using System.Text.Json;
using DcvAdmin.Reporting;

namespace DcvAdmin.Functions.Runtime;

/// <summary>An error as Lambda shows it to whoever invoked. Without secrets: the message of an exception that is not ours may quote what it choked on, so it stays in the log.</summary>
internal sealed record FunctionFailure
{
    public required string Message { get; init; }

    /// <summary>The kind, a word without spaces: it also travels in a header.</summary>
    public required string Type { get; init; }

    public string[] StackTrace { get; init; } = [];

    public static FunctionFailure Of(Exception failure) => failure switch
    {
        FunctionException own => new FunctionFailure { Type = own.ErrorType, Message = own.Message },
        AdvisedException advised => new FunctionFailure { Type = $"Function.{advised.GetType().Name}", Message = advised.Message },
        _ => new FunctionFailure
        {
            Type = $"Function.{failure.GetType().Name.Replace('`', '_')}",
            Message = "The function failed by an error that should not occur; its log says more.",
            StackTrace = failure.StackTrace?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
        },
    };

    /// <summary>The body of a report to the runtime.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("errorMessage"u8, Message);
            json.WriteString("errorType"u8, Type);
            json.WriteStartArray("stackTrace"u8);
            foreach (var line in StackTrace) json.WriteStringValue(line);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
