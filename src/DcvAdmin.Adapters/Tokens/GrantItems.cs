using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Amazon.DynamoDBv2.Model;
using DcvAdmin.Audit;
using DcvAdmin.Stores;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace DcvAdmin.Tokens;

/// <summary>How a grant lies in its item: one place for the names of the attributes.</summary>
internal static class GrantItems
{
    // Lists show expired grants for a day.
    private const long SecondsKept = 86_400;

    /// <summary>From when on DynamoDB may remove an item that holds no record any more, in seconds as its expiry wants them.</summary>
    public static long RemovalOf(long expiresAt) => ((expiresAt + 999) / 1000) + SecondsKept;

    /// <summary>The item of a new grant.</summary>
    /// <param name="grant">The grant.</param>
    /// <param name="position">Its place in the order of the store.</param>
    /// <param name="write">A mark of the call, so that a repeated request knows its own work.</param>
    public static Item Of(TokenGrant grant, long position, string write)
    {
        var item = new Item
        {
            [DynamoDbSchema.Key] = Text(DynamoDbSchema.KeyOf(grant.Id)),
            ["TokenHash"] = new() { B = new MemoryStream(grant.Hash.ToByteArray()) },
            [DynamoDbSchema.Session] = Text(grant.SessionId),
            ["UserName"] = Text(grant.UserName),
            ["IssuedAt"] = Instant(grant.IssuedAt),
            ["NotBefore"] = Instant(grant.NotBefore),
            ["ExpiresAt"] = Instant(grant.ExpiresAt),
            ["UsePolicy"] = Number((long)grant.UsePolicy),
            ["Issuer"] = Text(grant.Issuer),
            ["Position"] = Number(position),
            ["WriteId"] = Text(write),
            // No expiry yet: DynamoDB must not remove an item whose record is not in the chain.
            ["AuditPending"] = Text(DynamoDbSchema.PendingMark),
            ["PendingRecords"] = new() { SS = [PendingRecord.TextOf(AuditEntry.Issued(grant))] },
        };
        // An index takes no empty text for a key.
        if (grant.UserName.Length > 0) item["UserKey"] = Text(TokenFilter.FoldCase(grant.UserName));
        if (grant.Label is { } label)
        {
            item["Label"] = Text(label);
            if (label.Length > 0) item["LabelKey"] = Text(TokenFilter.FoldCase(label));
        }

        if (grant.RedeemedAt is { } redeemed) item["RedeemedAt"] = Instant(redeemed);
        if (grant.BoundClientAddress is { } address) item["BoundClientAddress"] = Text(address);
        if (grant.RevokedAt is { } revoked) item["RevokedAt"] = Instant(revoked);
        return item;
    }

    /// <summary>Reads a grant; null where the item is none of ours, such as a token that was stored in clear.</summary>
    /// <exception cref="StoreException"><see cref="StoreFault.Damaged"/>: the item holds what no version of this program writes.</exception>
    public static TokenGrant? Read(Item item)
    {
        if (!item.TryGetValue("TokenHash", out var hash)) return null;
        try
        {
            return new TokenGrant
            {
                Hash = TokenHash.FromBytes(hash.B.ToArray()),
                SessionId = item[DynamoDbSchema.Session].S ?? throw new FormatException(),
                UserName = item["UserName"].S ?? throw new FormatException(),
                IssuedAt = Instant(item["IssuedAt"]),
                NotBefore = Instant(item["NotBefore"]),
                ExpiresAt = Instant(item["ExpiresAt"]),
                UsePolicy = Policy(LongOf(item["UsePolicy"])),
                Label = NullableText(item, "Label"),
                Issuer = item["Issuer"].S,
                RedeemedAt = NullableInstant(item, "RedeemedAt"),
                BoundClientAddress = NullableText(item, "BoundClientAddress"),
                RevokedAt = NullableInstant(item, "RevokedAt"),
            };
        }
        catch (Exception failure) when (failure is ArgumentException or KeyNotFoundException or FormatException or OverflowException or NullReferenceException)
        {
            throw new StoreException(StoreFault.Damaged, "A grant in the table cannot be read: an attribute is missing or holds something else.", "Restore the table, or delete the item.");
        }
    }

    /// <summary>Reads what the published authenticator stored beside a token in clear; null where the item is not such a one.</summary>
    public static TokenGrant? ReadPlaintext(Item item, TokenHash hash)
    {
        if (item.ContainsKey("TokenHash")) return null;
        if (NullableText(item, "SessionId") is not { Length: > 0 } session || NullableText(item, "UserName") is not { Length: > 0 } user) return null;
        if (!item.TryGetValue("ExpirationTime", out var stored) || !long.TryParse(stored.N, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)) return null;
        if (seconds < 0 || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()) return null;
        return new TokenGrant
        {
            Hash = hash,
            SessionId = session,
            UserName = user,
            // Nobody wrote down when it was issued; what it may do is what its own verifier lets it do.
            IssuedAt = DateTimeOffset.FromUnixTimeMilliseconds(0),
            NotBefore = DateTimeOffset.FromUnixTimeMilliseconds(0),
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(seconds),
            UsePolicy = TokenUsePolicy.MultiUse,
            Issuer = "stored in clear",
        };
    }

    public static AttributeValue Text(string text) => new() { S = text };

    public static AttributeValue Number(long number) => new() { N = number.ToString(CultureInfo.InvariantCulture) };

    public static AttributeValue Instant(DateTimeOffset instant) => Number(instant.ToUnixTimeMilliseconds());

    public static long LongOf(AttributeValue value) => long.Parse(value.N, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    public static string? NullableText(Item item, string name) => item.TryGetValue(name, out var value) ? value.S : null;

    private static DateTimeOffset Instant(AttributeValue value) => DateTimeOffset.FromUnixTimeMilliseconds(LongOf(value));

    private static DateTimeOffset? NullableInstant(Item item, string name) => item.TryGetValue(name, out var value) ? Instant(value) : null;

    private static TokenUsePolicy Policy(long stored) => stored is >= (long)TokenUsePolicy.SingleClient and <= (long)TokenUsePolicy.MultiUse
        ? (TokenUsePolicy)stored
        : throw new FormatException();
}
