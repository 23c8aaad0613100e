using System;
using System.Buffers;
using System.IO;
using System.Text.Json;
using System.Threading;

namespace DcvAdmin.Functions.Logging;

/// <summary>
/// Writes one JSON object a line, with the members that Lambda's log filter looks for (<c>timestamp</c>, <c>level</c>, <c>requestId</c>). An
/// event keeps the id it has in the broker.
/// </summary>
internal sealed class JsonLog(Stream output, Severity least, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _line = new(512);

    public bool IsOn(Severity severity) => severity >= least;

    public void Write(Severity severity, int eventId, string? requestId, string message, Exception? failure = null, params ReadOnlySpan<LogField> fields)
    {
        if (!IsOn(severity)) return;
        lock (_gate)
        {
            _line.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(_line))
            {
                json.WriteStartObject();
                json.WriteString("timestamp"u8, time.GetUtcNow().UtcDateTime);
                json.WriteString("level"u8, severity.ToLambda());
                if (requestId is not null) json.WriteString("requestId"u8, requestId);
                json.WriteNumber("eventId"u8, eventId);
                json.WriteString("message"u8, message);
                foreach (var field in fields)
                {
                    if (field.Value is not null) json.WriteString(field.Name, field.Value);
                }

                if (failure is not null) json.WriteString("exception"u8, failure.ToString());
                json.WriteEndObject();
            }

            _line.Write("\n"u8);
            // In one piece: Lambda makes a log event of what it reads at once.
            output.Write(_line.WrittenSpan);
            output.Flush();
        }
    }
}
