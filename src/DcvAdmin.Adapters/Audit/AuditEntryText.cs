using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;

namespace DcvAdmin.Audit;

/// <summary>Audit entries and records as JSON, in short: it is paid by the kilobyte, and still readable in a console.</summary>
internal static class AuditEntryText
{
    /// <summary>A record that waits for its place in the chain.</summary>
    public static string Write(AuditEntry entry, string mark) => Written(json => Write(json, entry, null, mark));

    public static (AuditEntry Entry, string Mark) Read(string text) => Understood(() =>
    {
        var body = JsonSerializer.Deserialize(text, AuditTextJson.Default.Body)!;
        return (body.ToEntry(), body.M ?? throw new FormatException());
    });

    public static string WriteRecords(IEnumerable<AuditRecord> records) => Written(json =>
    {
        json.WriteStartArray();
        foreach (var record in records) Write(json, record.Entry, record, null);
        json.WriteEndArray();
    });

    public static IReadOnlyList<AuditRecord> ReadRecords(string text) =>
        Understood(() => JsonSerializer.Deserialize(text, AuditTextJson.Default.BodyArray)!.Select(body => new AuditRecord(body.N!.Value, body.ToEntry(), Convert.FromBase64String(body.H!))).ToArray());

    // By hand: a serializer's contracts are compiled at the start of a process, and the first logon of a function would wait for them (docs/decisions/0020).
    private static string Written(Action<Utf8JsonWriter> write)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text)) write(json);
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    private static void Write(Utf8JsonWriter json, AuditEntry entry, AuditRecord? record, string? mark)
    {
        json.WriteStartObject();
        WriteText("M", mark);
        if (record is not null) json.WriteNumber("N", record.Sequence);
        json.WriteNumber("T", entry.Time.ToUnixTimeMilliseconds());
        json.WriteNumber("E", (int)entry.Event);
        if (entry.Denial is { } denial) json.WriteNumber("D", (int)denial);
        json.WriteString("A", entry.Actor);
        WriteText("G", entry.GrantId?.Value);
        WriteText("S", entry.SessionId);
        WriteText("U", entry.UserName);
        WriteText("C", entry.ClientAddress);
        WriteText("X", entry.Detail);
        if (record is not null) json.WriteString("H", Convert.ToBase64String(record.Hash));
        json.WriteEndObject();

        void WriteText(string name, string? text)
        {
            if (text is not null) json.WriteString(name, text);
        }
    }

    private static T Understood<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException or ArgumentException or NullReferenceException)
        {
            throw new StoreException(StoreFault.Damaged, "Audit records in the table cannot be read.", "Restore the table from a backup.", failure);
        }
    }

    /// <summary>M mark, N sequence, T time, E event, D denial, A actor, G grant, S session, U user, C client address, X detail, H hash.</summary>
    internal sealed record Body
    {
        public string? M { get; init; }

        public long? N { get; init; }

        public long T { get; init; }

        public int E { get; init; }

        public int? D { get; init; }

        public string A { get; init; } = string.Empty;

        public string? G { get; init; }

        public string? S { get; init; }

        public string? U { get; init; }

        public string? C { get; init; }

        public string? X { get; init; }

        public string? H { get; init; }

        public AuditEntry ToEntry() => new()
        {
            Time = DateTimeOffset.FromUnixTimeMilliseconds(T),
            Event = (AuditEvent)E,
            Denial = (DenialReason?)D,
            Actor = A,
            // A record that was tampered with must be reported, not stop the report: an id that is none reads as none.
            GrantId = TokenGrantId.TryParse(G, out var id) ? id : null,
            SessionId = S,
            UserName = U,
            ClientAddress = C,
            Detail = X,
        };
    }
}

/// <summary>Readers of <see cref="AuditEntryText"/>.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(AuditEntryText.Body))]
[JsonSerializable(typeof(AuditEntryText.Body[]))]
internal sealed partial class AuditTextJson : JsonSerializerContext;
