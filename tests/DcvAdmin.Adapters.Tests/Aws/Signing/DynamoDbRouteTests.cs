using System;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Adapters.Tests.Http;
using DcvAdmin.Aws;
using DcvAdmin.Aws.Signing;
using Microsoft.AspNetCore.Http;

namespace DcvAdmin.Adapters.Tests.Aws.Signing;

public sealed class DynamoDbRouteTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://dynamodb.eu-west-1.amazonaws.com", "https://dynamodb.eu-west-1.amazonaws.com/", "dynamodb.eu-west-1.amazonaws.com")]
    [InlineData("https://vpce-1.example.com:8443/a/b-c", "https://vpce-1.example.com:8443/a/b-c/", "vpce-1.example.com:8443")]
    [InlineData("https://vpce-1.example.com:443/", "https://vpce-1.example.com/", "vpce-1.example.com")]
    [InlineData("http://127.0.0.1:8000", "http://127.0.0.1:8000/", "127.0.0.1:8000")]
    [InlineData("http://[::1]:8000", "http://[::1]:8000/", "[::1]:8000")]
    [InlineData("https://b\u00fccher.example", "https://b\u00fccher.example/", "xn--bcher-kva.example")]
    public void An_address_is_taken_with_the_host_that_is_sent(string text, string address, string host)
    {
        using var route = new DynamoDbRoute(text, null);
        Assert.Equal(new Uri(address), route.Address);
        Assert.Equal(host, route.Host);
    }

    [Theory]
    [InlineData("dynamodb.example.com")]
    [InlineData("ftp://dynamodb.example.com")]
    [InlineData("https://h.example.com/team:a")]
    [InlineData("https://h.example.com/a b")]
    [InlineData("https://h.example.com/a%2Fb")]
    [InlineData("https://h.example.com//a")]
    [InlineData("https://h.example.com/?a=b")]
    [InlineData("https://h.example.com/#a")]
    [InlineData("https://user:hidden@h.example.com/")]
    public void An_address_that_a_signature_would_not_hold_is_refused_without_what_may_be_secret_in_it(string text)
    {
        var refusal = Assert.Throws<AwsException>(() => new DynamoDbRoute(text, null));
        Assert.Equal(AwsFault.InvalidConfiguration, refusal.Fault);
        Assert.DoesNotContain("hidden", refusal.ToString(), StringComparison.Ordinal);
        Assert.Contains("AWS_ENDPOINT_URL", refusal.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_goes_unencrypted_to_another_machine() =>
        Assert.Equal(AwsFault.InsecureEndpoint, Assert.Throws<AwsException>(() => new DynamoDbRoute("http://dynamodb.example.com/", null)).Fault);

    [Fact]
    public async Task What_goes_unencrypted_to_this_machine_goes_through_no_proxy()
    {
        await using var proxy = await LoopbackServer.StartAsync(_ => Task.CompletedTask);
        await using var server = await LoopbackServer.StartAsync(context => context.Response.WriteAsync("direct", Cancel));
        using var route = new DynamoDbRoute(server.Address.AbsoluteUri, new WebProxy(proxy.Address) { BypassProxyOnLocal = false });
        Assert.Equal("direct", await route.Http.GetStringAsync(route.Address, Cancel));
        Assert.Empty(proxy.Asked);
    }

    [Fact]
    public async Task What_is_encrypted_goes_through_the_proxy()
    {
        await using var proxy = await LoopbackServer.StartAsync(context =>
        {
            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        });
        using var route = new DynamoDbRoute("https://dynamodb.example.com/", new WebProxy(proxy.Address));
        await Assert.ThrowsAsync<HttpRequestException>(() => route.Http.GetAsync(route.Address, Cancel));
        Assert.StartsWith("CONNECT ", Assert.Single(proxy.Asked), StringComparison.Ordinal);
    }
}
