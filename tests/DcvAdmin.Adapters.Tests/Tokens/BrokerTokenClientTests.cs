using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Http;
using DcvAdmin.Http;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.Adapters.Tests.Tokens;

public sealed class BrokerTokenClientTests : IAsyncDisposable
{
    private const string Secret = "very-secret";
    private const string Id = "0123456789abcdef";
    private const string Grant = """
        {"Id":"0123456789abcdef","UserName":"CORP\\Jürgen","SessionId":"console","State":"Active","IssuedAt":"2026-03-01T12:00:00.250Z","NotBefore":"2026-03-01T13:00:00.000+01:00",
         "ExpiresAt":"2026-03-01T13:00:00Z","UsePolicy":"SingleClient","Label":"class 7","Issuer":"client-1","RedeemedAt":"2026-03-01T12:30:00Z","BoundClientAddress":""}
        """;

    private const string EmptyList = """{"RequestId":"r","Grants":[]}""";

    private readonly TemporaryFolder _folder = new();
    private FakeBroker _broker = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null) await _broker.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Issued_and_refused_tokens_come_back_in_the_order_of_the_requests()
    {
        using var client = await ConnectAsync();
        _broker.Then($$"""
            {"RequestId":"r","SuccessfulList":[{"Index":2,"AuthToken":"very-secret-2","Grant":{{Grant}}},{"Index":0,"AuthToken":"very-secret-0","Grant":{{Grant}}}],
             "UnsuccessfulList":[{"Index":1,"FailureReasons":["one","two"]}]}
            """);
        TokenRequest[] requests =
        [
            new() { SessionId = "console", UserName = "alice", Lifetime = TimeSpan.FromSeconds(90.5), NotBefore = new DateTimeOffset(2026, 3, 1, 13, 0, 0, 7, TimeSpan.FromHours(1)), Label = "ü", TokenLength = 22, UsePolicy = TokenUsePolicy.MultiUse },
            new() { UserName = "bob" },
            new() { SessionId = "console", UserName = "carol" },
        ];

        var results = await client.IssueAsync(requests, Cancel);

        Assert.Equal(requests, results.Select(result => result.Request));
        Assert.Equal(["very-secret-0", null, "very-secret-2"], results.Select(result => result.Token?.Reveal()));
        Assert.Equal(["one", "two"], results[1].Flaws);
        Assert.Equal(@"CORP\Jürgen", results[0].Grant!.UserName);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), results[0].Grant!.NotBefore);
        Assert.Equal(string.Empty, results[0].Grant!.BoundClientAddress);
        Assert.Null(results[0].Grant!.RevokedAt);
        Assert.Equal("POST /auth-tokens", _broker.Asked[^1]);
        using var sent = JsonDocument.Parse(_broker.Bodies.Single());
        var first = sent.RootElement.GetProperty("Tokens")[0];
        Assert.Equal(90.5, first.GetProperty("LifetimeSeconds").GetDouble());
        Assert.Equal("2026-03-01T12:00:00.007Z", first.GetProperty("NotBefore").GetString());
        Assert.Equal("MultiUse", first.GetProperty("UsePolicy").GetString());
        Assert.False(sent.RootElement.GetProperty("Tokens")[1].TryGetProperty("SessionId", out _));
    }

    [Fact]
    public async Task Id_and_secret_are_encoded_before_they_are_joined()
    {
        using var client = await ConnectAsync();
        _broker.Then(EmptyList);
        await client.FindAsync(new TokenFilter(), null, 10, Cancel);
        var pair = _broker.BasicCredential!.Split(':');
        Assert.Equal([FakeBroker.ClientId, FakeBroker.ClientSecret], pair.Select(Uri.UnescapeDataString));
    }

    [Fact]
    public async Task A_filter_is_sent_as_data_whatever_it_holds()
    {
        using var client = await ConnectAsync();
        _broker.Then($$"""{"RequestId":"r","Grants":[{{Grant}}],"NextToken":"next&1"}""").Then(EmptyList);
        var filter = new TokenFilter { Id = TokenGrantId.Parse(Id), UserName = @"CORP\a&b=c", SessionId = "#1 ü", Label = "100%+", State = TokenGrantState.UsedUp };

        var page = await client.FindAsync(filter, null, 7, Cancel);
        var last = await client.FindAsync(new TokenFilter(), page.NextCursor, 1000, Cancel);

        Assert.Equal(Id, page.Items.Single().Id);
        Assert.Null(last.NextCursor);
        Assert.Empty(last.Items);
        Assert.Equal("GET /auth-tokens?MaxResults=7&Id=0123456789abcdef&UserName=CORP%5Ca%26b%3Dc&SessionId=%231%20%C3%BC&Label=100%25%2B&State=UsedUp", _broker.Asked[1]);
        Assert.Equal("GET /auth-tokens?MaxResults=1000&NextToken=next%261", _broker.Asked[2]);
    }

    [Fact]
    public async Task A_test_carries_the_token_in_the_body_and_reads_the_verdict()
    {
        using var client = await ConnectAsync();
        _broker.Then($$"""{"RequestId":"r","IsGranted":true,"Grant":{{Grant}}}""").Then("""{"RequestId":"r","IsGranted":false,"Denial":"Unknown"}""");

        var yes = await client.TestAsync(Question(), Cancel);
        var no = await client.TestAsync(Question(), Cancel);

        Assert.True(yes.IsGranted);
        Assert.Equal(Id, yes.Grant!.Id);
        Assert.Equal(DenialReason.Unknown, no.Denial);
        Assert.Null(no.Grant);
        Assert.Equal("POST /auth-tokens/test", _broker.Asked[^1]);
        Assert.Contains(Secret, _broker.Bodies[0], StringComparison.Ordinal);
        Assert.DoesNotContain(_broker.Asked, line => line.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Revocations_are_matched_to_the_ids_that_were_asked()
    {
        using var client = await ConnectAsync();
        _broker.Then($$"""{"RequestId":"r","RevokedCount":1,"Revocations":[{"Id":"{{Id}}","Outcome":"Revoked","Grant":{{Grant}}},{"Id":"0123456789abcdeg","Outcome":"NotFound"}]}""");
        TokenGrantId[] ids = [TokenGrantId.Parse(Id), TokenGrantId.Parse("0123456789abcdeg")];

        var results = await client.RevokeAsync(ids, Cancel);

        Assert.Equal(ids, results.Select(result => result.Id));
        Assert.Equal([RevocationOutcome.Revoked, RevocationOutcome.NotFound], results.Select(result => result.Outcome));
        Assert.Equal([Id, null], results.Select(result => result.Grant?.Id));
    }

    [Fact]
    public async Task Nothing_to_do_is_not_asked()
    {
        using var client = await ConnectAsync();
        Assert.Empty(await client.IssueAsync([], Cancel));
        Assert.Empty(await client.RevokeAsync([], Cancel));
        Assert.Empty(_broker.Asked);
    }

    [Fact]
    public async Task One_login_serves_many_calls()
    {
        using var client = await ConnectAsync();
        for (var i = 0; i < 5; i++) _broker.Then(EmptyList);
        for (var i = 0; i < 5; i++) await client.FindAsync(new TokenFilter(), null, 10, Cancel);
        Assert.Single(_broker.Asked, line => line.StartsWith("POST /oauth2/token", StringComparison.Ordinal));
        Assert.All(_broker.Bearers, bearer => Assert.Equal("Bearer very-secret-access-1", bearer));
    }

    [Fact]
    public async Task A_login_that_has_run_out_is_renewed_before_it_is_used()
    {
        using var client = await ConnectAsync();
        _broker.LifetimeOfLogins = 0;
        _broker.Then(EmptyList).Then(EmptyList);
        for (var i = 0; i < 2; i++) await client.FindAsync(new TokenFilter(), null, 10, Cancel);
        Assert.Equal(["Bearer very-secret-access-1", "Bearer very-secret-access-2"], _broker.Bearers);
    }

    [Fact]
    public async Task A_refused_access_token_is_renewed_once()
    {
        using var client = await ConnectAsync();
        _broker.Then("{}", 401).Then(EmptyList).Then(EmptyList);
        await client.FindAsync(new TokenFilter(), null, 10, Cancel);
        await client.FindAsync(new TokenFilter(), null, 10, Cancel);
        Assert.Equal(["Bearer very-secret-access-1", "Bearer very-secret-access-2", "Bearer very-secret-access-2"], _broker.Bearers);
    }

    [Fact]
    public async Task A_body_is_sent_again_with_the_renewed_access_token()
    {
        using var client = await ConnectAsync();
        _broker.Then("{}", 401).Then($$"""{"RequestId":"r","SuccessfulList":[{"Index":0,"AuthToken":"t","Grant":{{Grant}}}],"UnsuccessfulList":[]}""");
        await client.IssueAsync([new TokenRequest { SessionId = "console", UserName = "alice" }], Cancel);
        Assert.Equal(2, _broker.Bodies.Count);
        Assert.Equal(_broker.Bodies[0], _broker.Bodies[1]);
    }

    [Fact]
    public async Task A_second_refusal_is_an_answer()
    {
        using var client = await ConnectAsync();
        _broker.Then("{}", 401).Then("{}", 401);
        await AssertFailsAsync(StoreFault.Unauthorized, () => client.FindAsync(new TokenFilter(), null, 10, Cancel));
        Assert.Equal(2, _broker.Bearers.Count);
    }

    [Theory]
    [InlineData(401, """{"error":"invalid_client","error_description":"no"}""", StoreFault.Unauthorized)]
    [InlineData(400, """{"error":"invalid_request","error_description":"grant_type is missing"}""", StoreFault.Protocol)]
    [InlineData(429, "", StoreFault.Throttled)]
    [InlineData(503, """{"error":"the disk is full"}""", StoreFault.Unavailable)]
    [InlineData(404, "<html>very-secret</html>", StoreFault.Protocol)]
    [InlineData(302, "", StoreFault.Protocol)]
    [InlineData(200, "<html>very-secret</html>", StoreFault.Protocol)]
    [InlineData(200, "null", StoreFault.Protocol)]
    [InlineData(200, """{"access_token":{"very-secret":1},"token_type":"Bearer","expires_in":1}""", StoreFault.Protocol)]
    [InlineData(200, """{"access_token":"very-secret"}""", StoreFault.Protocol)]
    [InlineData(200, """{"access_token":null,"token_type":"Bearer","expires_in":60}""", StoreFault.Protocol)]
    [InlineData(200, """{"access_token":"very\nsecret","token_type":"Bearer","expires_in":60}""", StoreFault.Protocol)]
    public async Task A_login_that_fails_is_reported_without_secrets(int status, string body, StoreFault fault)
    {
        using var client = await ConnectAsync();
        (_broker.LoginStatus, _broker.LoginBody) = (status, body);
        await AssertFailsAsync(fault, () => client.FindAsync(new TokenFilter(), null, 10, Cancel));
        Assert.Empty(_broker.Bodies);
    }

    [Theory]
    [InlineData(403, "", StoreFault.Protocol, "403")]
    [InlineData(400, """{"error":"Lifetime is no number"}""", StoreFault.Protocol, "Lifetime is no number")]
    [InlineData(400, "", StoreFault.Protocol, "no reason given")]
    [InlineData(400, "[]", StoreFault.Protocol, "no reason given")]
    [InlineData(503, """{"error":"There is no room left"}""", StoreFault.Unavailable, "There is no room left")]
    [InlineData(503, "<html/>", StoreFault.Unavailable, "no reason given")]
    [InlineData(500, "", StoreFault.Protocol, "500")]
    [InlineData(204, "", StoreFault.Protocol, "204")]
    [InlineData(307, "", StoreFault.Protocol, "307")]
    public async Task A_refusal_says_what_to_do(int status, string body, StoreFault fault, string part)
    {
        using var client = await ConnectAsync();
        _broker.Then(body, status);
        var failure = await AssertFailsAsync(fault, () => client.TestAsync(Question(), Cancel));
        Assert.Contains(part, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_broker.Asked, line => line.Contains("elsewhere", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Too_many_requests_are_told_for_how_long()
    {
        using var client = await ConnectAsync();
        for (var i = 0; i < 4; i++) _broker.Then(string.Empty, 429, retryAfter: "17");
        Assert.Contains("17 s", (await AssertFailsAsync(StoreFault.Throttled, () => client.TestAsync(Question(), Cancel))).Message, StringComparison.Ordinal);
        // A minute in all is waited, not more.
        Assert.Equal([17, 17, 17], _broker.Delays.Select(delay => delay.TotalSeconds));
    }

    [Fact]
    public async Task A_throttled_call_is_made_again_after_the_time_the_broker_names()
    {
        using var client = await ConnectAsync();
        _broker.Then(string.Empty, 429, retryAfter: "2");
        _broker.Then(string.Empty, 429);
        _broker.Then("""{"RequestId":"r","IsGranted":false,"Denial":"Unknown"}""");

        Assert.Equal(DenialReason.Unknown, (await client.TestAsync(Question(), Cancel)).Denial);
        Assert.Equal([2, 1], _broker.Delays.Select(delay => delay.TotalSeconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("very-secret")]
    [InlineData("{}")]
    [InlineData("""{"RequestId":"r","SuccessfulList":null,"UnsuccessfulList":[]}""")]
    [InlineData("""{"RequestId":"r","SuccessfulList":[],"UnsuccessfulList":null}""")]
    [InlineData("""{"RequestId":"r","SuccessfulList":[null],"UnsuccessfulList":[]}""")]
    [InlineData("""{"RequestId":"r","SuccessfulList":[],"UnsuccessfulList":[null]}""")]
    [InlineData("""{"RequestId":"r","SuccessfulList":[],"UnsuccessfulList":[]}""")]
    [InlineData("""{"RequestId":"r","SuccessfulList":[],"UnsuccessfulList":[{"Index":0,"FailureReasons":null}]}""")]
    [InlineData("""{"RequestId":"r","SuccessfulList":[],"UnsuccessfulList":[{"Index":1,"FailureReasons":["x"]}]}""")]
    [InlineData("""{"RequestId":"r","SuccessfulList":[],"UnsuccessfulList":[{"Index":-1,"FailureReasons":["x"]}]}""")]
    [InlineData("""{"RequestId":"r","SuccessfulList":[{"Index":0,"AuthToken":"very-secret","Grant":null}],"UnsuccessfulList":[]}""")]
    [InlineData("""{"RequestId":"r","SuccessfulList":[{"Index":0,"AuthToken":"","Grant":GRANT}],"UnsuccessfulList":[]}""")]
    [InlineData("""{"RequestId":"r","SuccessfulList":[{"Index":0,"AuthToken":null,"Grant":GRANT}],"UnsuccessfulList":[]}""")]
    [InlineData("""{"RequestId":"r","SuccessfulList":[{"Index":1,"AuthToken":"very-secret","Grant":GRANT}],"UnsuccessfulList":[]}""")]
    [InlineData("""{"RequestId":"r","SuccessfulList":[{"Index":"very-secret","AuthToken":"very-secret","Grant":GRANT}],"UnsuccessfulList":[]}""")]
    public async Task Junk_instead_of_issued_tokens_is_not_understood(string body)
    {
        using var client = await ConnectAsync();
        _broker.Then(body.Replace("GRANT", Grant, StringComparison.Ordinal));
        await AssertFailsAsync(StoreFault.Protocol, () => client.IssueAsync([new TokenRequest { SessionId = "console", UserName = "alice" }], Cancel));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"RequestId":"r","Grants":null}""")]
    [InlineData("""{"RequestId":"r","Grants":[null]}""")]
    [InlineData("""{"RequestId":"r","Grants":[{}]}""")]
    [InlineData("""{"RequestId":"r","Grants":[GRANT|"Id":"0123456789abcdef"|"Id":"not an id"]}""")]
    [InlineData("""{"RequestId":"r","Grants":[GRANT|"Id":"0123456789abcdef"|"Id":null]}""")]
    [InlineData("""{"RequestId":"r","Grants":[GRANT|"SessionId":"console"|"SessionId":null]}""")]
    [InlineData("""{"RequestId":"r","Grants":[GRANT|"Issuer":"client-1"|"Issuer":null]}""")]
    [InlineData("""{"RequestId":"r","Grants":[GRANT|"State":"Active"|"State":"Asleep"]}""")]
    [InlineData("""{"RequestId":"r","Grants":[GRANT|13:00:00Z|13:00:00]}""")]
    public async Task Junk_instead_of_a_list_is_not_understood(string body)
    {
        using var client = await ConnectAsync();
        // GRANT|a|b is the sample grant with a in place of b.
        var place = body.IndexOf("GRANT|", StringComparison.Ordinal);
        if (place >= 0)
        {
            var parts = body[place..].TrimEnd('}', ']').Split('|');
            body = body[..place] + Grant.Replace(parts[1], parts[2], StringComparison.Ordinal) + "]}";
        }

        _broker.Then(body);
        await AssertFailsAsync(StoreFault.Protocol, () => client.FindAsync(new TokenFilter(), null, 10, Cancel));
    }

    [Theory]
    [InlineData("""{"RequestId":"r","IsGranted":true,"Denial":"Expired"}""")]
    [InlineData("""{"RequestId":"r","IsGranted":false}""")]
    [InlineData("""{"RequestId":"r","IsGranted":"yes"}""")]
    [InlineData("""{"RequestId":"r","IsGranted":false,"Denial":"Tired"}""")]
    public async Task A_verdict_that_contradicts_itself_is_not_understood(string body)
    {
        using var client = await ConnectAsync();
        _broker.Then(body);
        await AssertFailsAsync(StoreFault.Protocol, () => client.TestAsync(Question(), Cancel));
    }

    [Theory]
    [InlineData("""{"RequestId":"r","RevokedCount":0}""")]
    [InlineData("""{"RequestId":"r","RevokedCount":0,"Revocations":[]}""")]
    [InlineData("""{"RequestId":"r","RevokedCount":0,"Revocations":[null]}""")]
    [InlineData("""{"RequestId":"r","RevokedCount":0,"Revocations":[{"Id":"0123456789abcdeg","Outcome":"Revoked"}]}""")]
    public async Task Revocations_that_do_not_match_the_ids_are_not_understood(string body)
    {
        using var client = await ConnectAsync();
        _broker.Then(body);
        await AssertFailsAsync(StoreFault.Protocol, () => client.RevokeAsync([TokenGrantId.Parse(Id)], Cancel));
    }

    [Fact]
    public async Task A_broker_that_is_not_there_is_unavailable()
    {
        using var client = new BrokerTokenClient(await LoopbackServer.NobodyAsync(), new NetworkCredential("id", Secret), CertificateTrust.CreateHandler(null));
        await AssertFailsAsync(StoreFault.Unavailable, () => client.FindAsync(new TokenFilter(), null, 10, Cancel));
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_told_so()
    {
        using var client = await ConnectAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.FindAsync(new TokenFilter(), null, 10, cancelled.Token));
        _broker.Then(EmptyList);
        await client.FindAsync(new TokenFilter(), null, 10, Cancel);
    }

    [Fact]
    public async Task Secrets_are_sent_only_to_a_broker_whose_certificate_is_trusted()
    {
        using var authority = new TestAuthority("authority");
        using var impostor = new TestAuthority("authority");
        using var certificate = impostor.Issue();
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask, certificate);
        using var client = new BrokerTokenClient(server.Address, new NetworkCredential("id", Secret), CertificateTrust.CreateHandler(authority.WriteTo(_folder.File("ca.pem"))));

        var failure = await AssertFailsAsync(StoreFault.Unavailable, () => client.FindAsync(new TokenFilter(), null, 10, Cancel));

        Assert.Contains("certificate", failure.Message, StringComparison.Ordinal);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task The_factory_reads_id_secret_and_authority_from_the_broker_s_file()
    {
        using var authority = new TestAuthority("authority");
        using var certificate = authority.Issue();
        var authorization = string.Empty;
        await using var server = await LoopbackServer.StartAsync(
            context =>
            {
                authorization = context.Request.Headers.Authorization.ToString();
                context.Response.StatusCode = 401;
                return Task.CompletedTask;
            },
            certificate);
        authority.WriteTo(_folder.File("ca.pem"));
        File.WriteAllText(_folder.File("api-client.json"), JsonSerializer.Serialize(new { BrokerUri = server.Address, ClientId = "first", ClientSecret = Secret, CaFile = _folder.File("ca.pem") }));
        using var connection = await new AdapterFactory().OpenStoreAsync(
            StoreUri.Parse(server.Address.ToString()), new StoreAccess { Actor = "me", CredentialFile = _folder.File("api-client.json") }, Cancel);

        await AssertFailsAsync(StoreFault.Unauthorized, () => connection.Tokens.FindAsync(new TokenFilter(), null, 10, Cancel));

        Assert.Equal("first:very-secret", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(authorization["Basic ".Length..])));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"ClientId":"id","ClientSecret":"very-secret"}""")]
    [InlineData("""{"BrokerUri":"x","ClientId":"id","ClientSecret":very-secret}""")]
    public async Task A_credential_file_that_is_none_is_reported_without_its_content(string? content)
    {
        if (content is not null) File.WriteAllText(_folder.File("api-client.json"), content);
        var access = new StoreAccess { Actor = "me", CredentialFile = _folder.File("api-client.json") };
        var failure = await AssertFailsAsync(StoreFault.Unauthorized, () => new AdapterFactory().OpenStoreAsync(StoreUri.Parse("https://127.0.0.1:9"), access, Cancel));
        Assert.Contains(_folder.File("api-client.json"), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_without_credentials_is_not_asked() =>
        await AssertFailsAsync(StoreFault.Unauthorized, () => new AdapterFactory().OpenStoreAsync(StoreUri.Parse("https://127.0.0.1:9"), new StoreAccess { Actor = "me" }, Cancel));

    [Fact]
    public async Task The_factory_opens_a_file_in_the_actor_s_name()
    {
        using var connection = await new AdapterFactory().OpenStoreAsync(_folder.Store("data/store.db"), new StoreAccess { Actor = "me" }, Cancel);
        var result = Assert.Single(await connection.Tokens.IssueAsync([new TokenRequest { SessionId = "console", UserName = "alice" }], Cancel));
        Assert.Equal("me", result.Grant!.Issuer);
    }

    private static VerificationRequest Question() => new("console", AuthToken.FromText(Secret), ClientAddress.None);

    private static async Task<StoreException> AssertFailsAsync(StoreFault fault, Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<StoreException>(call);
        Assert.Equal(fault, failure.Fault);
        Assert.DoesNotContain(Secret, failure.ToString(), StringComparison.Ordinal);
        return failure;
    }

    private async Task<BrokerTokenClient> ConnectAsync()
    {
        _broker = await FakeBroker.StartAsync();
        return _broker.Connect();
    }
}
