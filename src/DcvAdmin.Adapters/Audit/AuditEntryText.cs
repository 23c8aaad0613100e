using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;

namespace DcvAdmin.Audit;

/// <summary>Audit entries and records as JSON, in short: it is paid by the kilobyte, and still readable in a console.</summary>
internal static class AuditEntryText
{
    public static string Write(AuditEntry entry) => JsonSerializer.Serialize(Body.Of(entry), AuditTextJson.Default.Body);

    public static AuditEntry Read(string text) => Understood(() => JsonSerializer.Deserialize(text, AuditTextJson.Default.Body)!.ToEntry());

    public static string WriteRecords(IEnumerable<AuditRecord> records) =>
        JsonSerializer.Serialize([.. records.Select(record => Body.Of(record.Entry) with { N = record.Sequence, H = Convert.ToBase64String(record.Hash) })], AuditTextJson.Default.BodyArray);

    public static IReadOnlyList<AuditRecord> ReadRecords(string text) =>
        Understood(() => JsonSerializer.Deserialize(text, AuditTextJson.Default.BodyArray)!.Select(body => new AuditRecord(body.N!.Value, body.ToEntry(), Convert.FromBase64String(body.H!))).ToArray());

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

    /// <summary>N sequence, T time, E event, D denial, A actor, G grant, S session, U user, C client address, X detail, H hash.</summary>
    internal sealed record Body
    {
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

        public static Body Of(AuditEntry entry) => new()
        {
            T = entry.Time.ToUnixTimeMilliseconds(),
            E = (int)entry.Event,
            D = (int?)entry.Denial,
            A = entry.Actor,
            G = entry.GrantId?.Value,
            S = entry.SessionId,
            U = entry.UserName,
            C = entry.ClientAddress,
            X = entry.Detail,
        };

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

/// <summary>Serializers of <see cref="AuditEntryText"/>.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditEntryText.Body))]
[JsonSerializable(typeof(AuditEntryText.Body[]))]
internal sealed partial class AuditTextJson : JsonSerializerContext;
