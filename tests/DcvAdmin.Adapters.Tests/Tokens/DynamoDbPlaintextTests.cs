using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Amazon.DynamoDBv2.Model;
using DcvAdmin.Adapters.Tests.Aws;
using DcvAdmin.Adapters.Tests.Stores.DynamoDb;
using DcvAdmin.Audit;
using DcvAdmin.Emulators;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;

namespace DcvAdmin.Adapters.Tests.Tokens;

/// <summary>A table that was made by the published steps, with the tokens that its own function stored in clear.</summary>
[Collection(AwsSurroundings.Name)]
public sealed class DynamoDbPlaintextTests(MotoServer moto) : TableTest(moto)
{
    private const string Token = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF";

    [Fact]
    public async Task A_token_in_clear_is_honoured_as_its_own_verifier_did()
    {
        var store = await TakeOverAsync();
        for (var i = 0; i < 3; i++)
        {
            var result = await store.Authenticator.VerifyAsync(Question(Token), "10.0.0.5", Cancel);
            Assert.Equal("anna", result.UserName);
        }

        Assert.Equal(DenialReason.WrongSession, (await store.Authenticator.VerifyAsync(Question(Token, "other"), "10.0.0.5", Cancel)).Denial);
        Assert.Equal(DenialReason.Expired, (await store.Authenticator.VerifyAsync(Question("an-old-token-that-has-expired-now"), "10.0.0.5", Cancel)).Denial);
        Assert.Equal(DenialReason.Unknown, (await store.Authenticator.VerifyAsync(Question(Token.ToUpperInvariant()), "10.0.0.5", Cancel)).Denial);
        Assert.Equal(3, (await ReadAuditAsync(store)).Count(entry => entry.Event == AuditEvent.TokenGranted));
    }

    [Fact]
    public async Task It_is_read_and_never_written()
    {
        var store = await TakeOverAsync();
        var before = await RowAsync(Token);
        await store.Authenticator.VerifyAsync(Question(Token), "10.0.0.5", Cancel);
        await store.Authenticator.PurgeAsync(TimeSpan.Zero, "admin", Cancel);
        Assert.Equal(before, await RowAsync(Token));
        Assert.NotNull(await RowAsync("an-old-token-that-has-expired-now"));
    }

    [Fact]
    public async Task It_takes_one_read_more()
    {
        var store = await TakeOverAsync();
        for (var i = 0; i < 3; i++)
        {
            Table.Tap.Forget();
            await store.Authenticator.VerifyAsync(Question(Token), "10.0.0.5", Cancel);
            Assert.Equal(["UpdateItem", "GetItem"], Table.Tap.Operations);
        }
    }

    [Fact]
    public async Task Nobody_honours_it_who_was_not_told_to()
    {
        await TakeOverAsync();
        var strict = await OpenAsync();
        Assert.Equal(DenialReason.Unknown, (await strict.Authenticator.VerifyAsync(Question(Token), "10.0.0.5", Cancel)).Denial);
        Assert.Equal(DenialReason.Unknown, (await strict.Authenticator.AsAdministrator("admin").TestAsync(Question(Token), Cancel)).Denial);
    }

    [Fact]
    public async Task A_test_foresees_it()
    {
        var store = await TakeOverAsync();
        var test = await store.Authenticator.AsAdministrator("admin").TestAsync(Question(Token), Cancel);
        Assert.True(test.IsGranted);
        Assert.Equal("anna", test.Grant!.UserName);
    }

    [Fact]
    public async Task Nothing_that_the_table_shows_of_our_grants_is_a_token()
    {
        var store = await TakeOverAsync();
        var grant = Grant("token", TokenUsePolicy.MultiUse);
        await store.Tokens.PutAsync([grant], Cancel);
        await store.Authenticator.VerifyAsync(Question("token"), "10.0.0.5", Cancel);
        await store.Audit.FlushAsync(Cancel);

        var shown = (await Table.ReadAllAsync()).SelectMany(item => item.Values).SelectMany(value => new[] { value.S, value.N, value.B is null ? null : Convert.ToBase64String(value.B.ToArray()) })
            .Append(grant.Id.Value).Where(text => !string.IsNullOrEmpty(text) && text != Token && !text.StartsWith("an-old", StringComparison.Ordinal)).Distinct().ToArray();
        Assert.Contains($"grant#{grant.Id}", shown);
        foreach (var text in shown) Assert.Equal(DenialReason.Unknown, (await store.Authenticator.VerifyAsync(Question(text!), "10.0.0.5", Cancel)).Denial);
    }

    [Fact]
    public async Task The_published_verifier_lets_nobody_in_by_what_it_finds_of_ours()
    {
        var store = await TakeOverAsync();
        TokenGrant[] grants = [Grant("fresh"), Grant("used"), Grant("revoked"), Grant("multi", TokenUsePolicy.MultiUse)];
        await store.Tokens.PutAsync(grants, Cancel);
        await store.Authenticator.VerifyAsync(Question("used"), "10.0.0.5", Cancel);
        await store.Authenticator.VerifyAsync(Question("nobody has it"), "10.0.0.5", Cancel);
        await store.Tokens.RevokeAsync([grants[2].Id], "admin", Now, Cancel);
        await ReadAuditAsync(store);

        Assert.True(await AskPublishedAsync(Token));
        foreach (var key in (await Table.ReadAllAsync()).Select(item => item["AuthToken"].S).Where(key => key.Contains('#', StringComparison.Ordinal))) Assert.False(await AskPublishedAsync(key), key);
        foreach (var grant in grants) Assert.False(await AskPublishedAsync(grant.Id.Value));
    }

    [Fact]
    public async Task A_row_of_our_making_under_any_key_is_no_token_in_clear()
    {
        var store = await TakeOverAsync();
        var grant = Grant("token", TokenUsePolicy.MultiUse);
        await store.Tokens.PutAsync([grant], Cancel);
        using var client = Table.Client();
        var row = (await RowOfAsync($"grant#{grant.Id}"))!;
        row["AuthToken"] = new AttributeValue { S = "moved-to-a-key-without-number-sign" };
        await client.PutItemAsync(Table.Name, row, Cancel);

        Assert.Equal(DenialReason.Unknown, (await store.Authenticator.VerifyAsync(Question("moved-to-a-key-without-number-sign"), "10.0.0.5", Cancel)).Denial);
    }

    [Theory]
    [InlineData("SessionId")]
    [InlineData("UserName")]
    [InlineData("ExpirationTime")]
    public async Task A_row_that_lacks_an_attribute_lets_nobody_in(string missing)
    {
        var store = await TakeOverAsync();
        using var client = Table.Client();
        var row = RowOf("a-token-of-somebody-elses-making", Now.AddHours(1));
        row.Remove(missing);
        await client.PutItemAsync(Table.Name, row, Cancel);
        Assert.Equal(DenialReason.Unknown, (await store.Authenticator.VerifyAsync(Question("a-token-of-somebody-elses-making"), "10.0.0.5", Cancel)).Denial);
    }

    [Fact]
    public async Task A_token_longer_than_any_key_is_unknown()
    {
        var store = await TakeOverAsync();
        Assert.Equal(DenialReason.Unknown, (await store.Authenticator.VerifyAsync(Question(new string('x', 2049)), "10.0.0.5", Cancel)).Denial);
    }

    [Fact]
    public async Task No_fault_repeats_the_token()
    {
        var store = await TakeOverAsync();
        foreach (var code in new[] { "ValidationException", "AccessDeniedException", "ResourceNotFoundException", "InternalServerError", "SomethingNew" })
        {
            Table.Tap.Instead = (operation, context) => operation == "GetItem" ? TableTap.RefuseAsync(context, code, code == "InternalServerError" ? 500 : 400, $"The key {Token} is the culprit") : Task.FromResult(false);
            var result = await store.Authenticator.VerifyAsync(Question(Token), "10.0.0.5", Cancel);
            Assert.Equal(DenialReason.StoreUnavailable, result.Denial);
            Assert.DoesNotContain(Token, result.Failure!.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_table_without_indexes_lists_and_revokes_all_the_same()
    {
        var store = await TakeOverAsync();
        var grants = Enumerable.Range(0, 30).Select(i => Grant($"token {i}") with { UserName = i % 3 == 0 ? "Anna" : "bob", Label = i % 2 == 0 ? "class" : null }).ToArray();
        await store.Tokens.PutAsync(grants, Cancel);

        foreach (var filter in new[] { new TokenFilter(), new TokenFilter { UserName = "anna" }, new TokenFilter { Label = "CLASS" }, new TokenFilter { SessionId = "console" } })
            Assert.Equal(grants.Where(grant => filter.Matches(grant, Now)), await FindAllAsync(store, filter, pageSize: 7));
        await store.Tokens.RevokeAsync([grants[0].Id], "admin", Now, Cancel);
        Assert.Equal(31, (await ReadAuditAsync(store)).Count);
        Assert.Equal(30, await store.Tokens.PurgeAsync(Now.AddDays(1), "admin", Now, Cancel));
    }

    private async Task<DynamoDbStore> TakeOverAsync()
    {
        await Table.CreateAsync(Moto, asPublished: true);
        using var client = Table.Client();
        await client.PutItemAsync(Table.Name, RowOf(Token, Now.AddHours(1)), Cancel);
        await client.PutItemAsync(Table.Name, RowOf("an-old-token-that-has-expired-now", Now.AddSeconds(-1)), Cancel);
        return await OpenAsync(honoursPlaintext: true);
    }

    // What its function does, line by line; the benchmark has the same.
    private async Task<bool> AskPublishedAsync(string token)
    {
        using var client = Table.Client();
        var scan = await client.ScanAsync(
            new ScanRequest
            {
                TableName = Table.Name,
                FilterExpression = "AuthToken = :AuthToken AND SessionId = :SessionId",
                ExpressionAttributeValues = new() { [":AuthToken"] = new AttributeValue { S = token }, [":SessionId"] = new AttributeValue { S = "console" } },
            },
            Cancel);
        return scan.Count > 0 && long.Parse(scan.Items[0]["ExpirationTime"].N, CultureInfo.InvariantCulture) >= Now.ToUnixTimeSeconds();
    }

    private static Dictionary<string, AttributeValue> RowOf(string token, DateTimeOffset expiry) => new()
    {
        ["AuthToken"] = new() { S = token },
        ["SessionId"] = new() { S = "console" },
        ["UserName"] = new() { S = "anna" },
        ["ExpirationTime"] = new() { N = expiry.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) },
    };

    private async Task<Dictionary<string, AttributeValue>?> RowOfAsync(string key) => (await Table.ReadAllAsync()).SingleOrDefault(item => item["AuthToken"].S == key);

    private async Task<string?> RowAsync(string key) => await RowOfAsync(key) is { } row ? string.Join(";", row.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value.S}{pair.Value.N}")) : null;
}
