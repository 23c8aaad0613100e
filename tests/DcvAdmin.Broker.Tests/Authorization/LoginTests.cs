using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using DcvAdmin.Broker.Authorization;
using DcvAdmin.Broker.Tests.Running;

namespace DcvAdmin.Broker.Tests.Authorization;

public sealed class LoginTests : IAsyncLifetime
{
    private readonly ManualTime _time = new(DateTimeOffset.UtcNow);
    private RunningBroker _broker = null!;

    private Uri TokenEndpoint => new(_broker.Application.ClientAddress, "oauth2/token");

    private Uri Tokens => new(_broker.Application.ClientAddress, "auth-tokens");

    public async ValueTask InitializeAsync() => _broker = await RunningBroker.StartAsync(time: _time);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task The_first_client_logs_in_and_its_token_opens_the_api()
    {
        var reply = await _broker.RequestAccessTokenAsync(_broker.FirstClient.ClientId, _broker.FirstClient.ClientSecret);

        Assert.Equal(("Bearer", 3600), (reply.TokenType, reply.ExpiresIn));
        Assert.Equal(HttpStatusCode.OK, await StatusWithAsync(reply.AccessToken));
    }

    [Fact]
    public async Task The_grant_type_may_stand_in_the_form()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, TokenEndpoint);
        request.Headers.Authorization = Basic(_broker.FirstClient.ClientId, _broker.FirstClient.ClientSecret);
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials" });
        using var response = await _broker.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("?grant_type=password", HttpStatusCode.BadRequest, "unsupported_grant_type")]
    [InlineData("", HttpStatusCode.BadRequest, "invalid_request")]
    public async Task Other_grant_types_are_refused_in_the_words_of_the_rfc(string query, HttpStatusCode status, string error)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, TokenEndpoint + query);
        request.Headers.Authorization = Basic(_broker.FirstClient.ClientId, _broker.FirstClient.ClientSecret);
        using var response = await _broker.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, response.StatusCode);
        Assert.Contains($"\"error\":\"{error}\"", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_none_is_a_bad_request_and_not_a_fault()
    {
        string[] bodies = [string.Join('&', Enumerable.Range(0, 600).Select(i => $"f{i}=1")), "grant_type=" + new string('x', 3_000_000), "grant_type=%zz%"];
        foreach (var body in bodies)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, TokenEndpoint);
            request.Headers.Authorization = Basic(_broker.FirstClient.ClientId, _broker.FirstClient.ClientSecret);
            request.Headers.ExpectContinue = true;
            request.Content = new StringContent(body, Encoding.ASCII, "application/x-www-form-urlencoded");
            using var response = await _broker.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    [Fact]
    public async Task Wrong_tokens_are_not_checked_without_limit()
    {
        await using var slow = await RunningBroker.StartAsync(arguments: ["--api-rate", "1"]);
        var statuses = await Task.WhenAll(Enumerable.Range(0, 40).Select(async _ =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(slow.Application.ClientAddress, "auth-tokens"));
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer x.y.z");
            using var response = await slow.Http.SendAsync(request, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }));

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic !!!")]
    [InlineData("Basic bm8tY29sb24=")]
    [InlineData("Bearer x")]
    [InlineData(null)]
    public async Task A_login_without_good_credentials_is_refused(string? header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, TokenEndpoint + "?grant_type=client_credentials");
        if (header is not null) request.Headers.TryAddWithoutValidation("Authorization", header);
        using var response = await _broker.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Basic", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
    }

    [Fact]
    public async Task A_wrong_secret_and_an_unknown_client_get_the_same_answer()
    {
        var wrongSecret = await LogInAsync(_broker.FirstClient.ClientId, "wrong");
        var unknown = await LogInAsync(Guid.NewGuid().ToString(), _broker.FirstClient.ClientSecret);

        Assert.Equal(HttpStatusCode.Unauthorized, wrongSecret.Status);
        Assert.Equal(wrongSecret, unknown);
    }

    [Fact]
    public async Task Without_a_token_the_api_answers_as_session_manager_does()
    {
        using var response = await _broker.Http.GetAsync(Tokens, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("{\"error\":\"No authorization header\"}", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_token_ends_when_it_said_it_would()
    {
        var reply = await _broker.RequestAccessTokenAsync(_broker.FirstClient.ClientId, _broker.FirstClient.ClientSecret);
        _time.Advance(TimeSpan.FromSeconds(3600 - 1));
        Assert.Equal(HttpStatusCode.OK, await StatusWithAsync(reply.AccessToken));
        // 5 s of clock skew are allowed.
        _time.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusWithAsync(reply.AccessToken));
    }

    [Fact]
    public async Task Forged_and_damaged_tokens_are_refused()
    {
        var good = (await _broker.RequestAccessTokenAsync(_broker.FirstClient.ClientId, _broker.FirstClient.ClientSecret)).AccessToken;
        var parts = good.Split('.');
        var claims = Decode(parts[1]).Replace("dcvadmin-broker", "dcvadmin-brokes", StringComparison.Ordinal);
        using var otherFolder = new TemporaryFolder();
        using var otherKey = AccessTokens.Load(otherFolder.FullName, 3600, TimeProvider.System);
        using var ownKey = RSA.Create();
        ownKey.ImportFromPem(await System.IO.File.ReadAllTextAsync(System.IO.Path.Combine(_broker.Application.Options.DataFolder, "access-token.key"), TestContext.Current.CancellationToken));
        // The classic confusion: the public key, which anyone may have, used as the secret of an HMAC.
        var hmacHeader = Encode("{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}");
        var hmac = HMACSHA256.HashData(Encoding.ASCII.GetBytes(ownKey.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes($"{hmacHeader}.{parts[1]}"));

        // Signed by the broker's own key, and yet not what it issues.
        string Own(string header, string body)
        {
            var signed = $"{Encode(header)}.{Encode(body)}";
            return $"{signed}.{System.Buffers.Text.Base64Url.EncodeToString(ownKey.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
        }

        var (header, body) = (Decode(parts[0]), Decode(parts[1]));
        Assert.Equal(HttpStatusCode.OK, await StatusWithAsync(Own(header, body)));

        string[] bad =
        [
            Own("{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}", body),
            Own(header.Replace("\"kid\":\"", "\"kid\":\"x", StringComparison.Ordinal), body),
            Own(header.Replace("at+jwt", "JWT", StringComparison.Ordinal), body),
            Own(header.Replace("RS256", "PS256", StringComparison.Ordinal), body),
            Own(header, body.Replace("dcvadmin-broker", "dcvadmin-brokes", StringComparison.Ordinal)),
            Own(header, body.Replace("\"aud\":\"dcvadmin\"", "\"aud\":\"other\"", StringComparison.Ordinal)),
            Own(header, body.Replace("\"exp\":", "\"end\":", StringComparison.Ordinal)),
            Own(header, body.Replace("\"sub\":", "\"who\":", StringComparison.Ordinal)),
            string.Empty, "x", "a.b.c", $"{parts[0]}.{parts[1]}", $"{parts[0]}.{parts[1]}.", $"{good}.x", good + "A",
            $"{parts[0]}.{Encode(claims)}.{parts[2]}",
            $"{Encode("{\"alg\":\"none\",\"typ\":\"at+jwt\"}")}.{parts[1]}.",
            $"{hmacHeader}.{parts[1]}.{System.Buffers.Text.Base64Url.EncodeToString(hmac)}",
            otherKey.Issue(_broker.FirstClient.ClientId),
            new string('a', 10_000),
        ];
        foreach (var token in bad) Assert.Equal(HttpStatusCode.Unauthorized, await StatusWithAsync(token));
        Assert.Equal(HttpStatusCode.OK, await StatusWithAsync(good));
    }

    [Fact]
    public async Task A_token_of_a_client_that_is_gone_is_refused()
    {
        using var keys = AccessTokens.Load(_broker.Application.Options.DataFolder, 3600, TimeProvider.System);

        Assert.Equal(HttpStatusCode.OK, await StatusWithAsync(keys.Issue(_broker.FirstClient.ClientId)));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusWithAsync(keys.Issue(Guid.NewGuid().ToString())));
    }

    [Fact]
    public async Task The_first_client_stays_the_same_over_restarts()
    {
        using var folder = new TemporaryFolder();
        string clientId, secret;
        await using (var first = await RunningBroker.StartAsync(folder.FullName))
        {
            (clientId, secret) = (first.FirstClient.ClientId, first.FirstClient.ClientSecret);
        }

        await using var second = await RunningBroker.StartAsync(folder.FullName);

        Assert.Equal(clientId, second.FirstClient.ClientId);
        Assert.NotEmpty((await second.RequestAccessTokenAsync(clientId, secret)).AccessToken);
    }

    private static AuthenticationHeaderValue Basic(string id, string secret) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}")));

    private static string Encode(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static string Decode(string text) => Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(text));

    private async Task<(HttpStatusCode Status, string Body)> LogInAsync(string id, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, TokenEndpoint + "?grant_type=client_credentials");
        request.Headers.Authorization = Basic(id, secret);
        using var response = await _broker.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<HttpStatusCode> StatusWithAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Tokens);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var response = await _broker.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
