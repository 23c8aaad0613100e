using System;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using DcvAdmin.Functions.Tests.Running;
using DcvAdmin.Verification;

namespace DcvAdmin.Functions.Tests.Local;

/// <summary>The executable as a developer starts it.</summary>
public sealed class LocalServerTests : IAsyncLifetime
{
    private const string Input = """{"user":"anna","sessionId":"console"}""";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();
    private FunctionProcess _process = null!;

    public async ValueTask InitializeAsync()
    {
        _process = FunctionProcess.Start(["--local", "--port", "0", "--store", Store.UriOf(_folder.File("tokens.db"))], readsErrors: false);
        const string Mark = "auth-token-verifier  ";
        while (_client.BaseAddress is null)
        {
            var line = await _process.Errors.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("The functions ended without a report.");
            var place = line.IndexOf(Mark, StringComparison.Ordinal);
            if (place >= 0) _client.BaseAddress = new Uri(new Uri(line[(place + Mark.Length)..]).GetLeftPart(UriPartial.Authority));
        }
    }

    [Fact]
    public async Task A_token_from_get_token_is_good_at_the_verifiers_path()
    {
        var output = await JsonAsync(await PostAsync("/get-token", Input, "application/json"));
        var form = ApiEvents.Form(output.GetProperty("body").GetString()!);

        using var reply = await PostAsync("/agent/validate-authentication-token", form, "application/x-www-form-urlencoded");

        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Equal("text/xml", reply.Content.Headers.ContentType!.MediaType);
        Assert.Equal("""<auth result="yes"><username>anna</username></auth>""", await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Both_functions_are_invoked_as_Lambda_is()
    {
        var output = await JsonAsync(await PostAsync("/2015-03-31/functions/get-token/invocations", Input, "application/octet-stream"));
        var call = ApiEvents.Rest(ApiEvents.Form(output.GetProperty("body").GetString()!)).ToJsonString();

        var reply = await JsonAsync(await PostAsync("/2015-03-31/functions/validate-token/invocations", call, "application/octet-stream"));

        Assert.True(AuthReply.TryRead(reply.GetProperty("body").GetString()!, out var xml));
        Assert.True(xml.IsGranted);
    }

    [Theory]
    [InlineData("/2015-03-31/functions/other/invocations", HttpStatusCode.NotFound)]
    [InlineData("/2015-03-31/functions/invocations", HttpStatusCode.NotFound)]
    [InlineData("/elsewhere", HttpStatusCode.NotFound)]
    public async Task What_is_not_there_is_not_found(string path, HttpStatusCode status)
    {
        using var reply = await PostAsync(path, Input, "application/json");

        Assert.Equal(status, reply.StatusCode);
    }

    [Fact]
    public async Task A_web_page_cannot_have_tokens_issued()
    {
        // HttpListener answers what comes under another name without reading its body, and takes that for a part of what comes next on the connection.
        _client.DefaultRequestHeaders.ConnectionClose = true;
        using var fromPage = new HttpRequestMessage(HttpMethod.Post, "/get-token") { Content = new StringContent(Input), Headers = { { "Origin", "https://example.com" } } };
        using var refused = await _client.SendAsync(fromPage, TestContext.Current.CancellationToken);
        using var underAnotherName = new HttpRequestMessage(HttpMethod.Post, "/get-token") { Content = new StringContent(Input), Headers = { Host = "rebound.example.com" } };
        using var notFound = await _client.SendAsync(underAnotherName, TestContext.Current.CancellationToken);
        using var get = await _client.GetAsync("/get-token", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.False(notFound.IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
    }

    [Fact]
    public async Task A_malformed_form_is_denied_with_status_200()
    {
        using var reply = await PostAsync("/agent/validate-authentication-token", "sessionId=console&sessionId=console", "application/x-www-form-urlencoded");

        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Equal(Encoding.UTF8.GetString(AuthReply.Deny()), await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_stop_ends_it_with_code_0()
    {
        await _process.TerminateAsync();

        Assert.Equal(0, await _process.WaitForExitAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage reply)
    {
        using (reply)
        {
            Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
            return JsonDocument.Parse(await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        }
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string body, string contentType)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } };
        return await _client.PostAsync(path, content, TestContext.Current.CancellationToken);
    }
}
