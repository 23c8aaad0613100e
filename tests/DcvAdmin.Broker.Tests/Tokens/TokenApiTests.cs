using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Broker.Tests.Running;
using DcvAdmin.Tokens.BrokerApi;

namespace DcvAdmin.Broker.Tests.Tokens;

public sealed class TokenApiTests : IAsyncLifetime
{
    private RunningBroker _broker = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await RunningBroker.StartAsync(arguments: ["--api-rate", "10000"]);
        await _broker.LogInAsync();
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task A_token_issued_over_the_api_is_good_and_its_record_names_the_client()
    {
        var (status, body) = await PostAsync("auth-tokens", """{"Tokens":[{"SessionId":"console","UserName":"anna","LifetimeSeconds":600,"UsePolicy":"MultiUse","Label":"class"}]}""");
        var reply = JsonSerializer.Deserialize(body, BrokerApiJson.Default.IssueTokensReply)!;
        var issued = Assert.Single(reply.SuccessfulList);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("yes", await _broker.VerifyAsync("console", issued.AuthToken), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMinutes(10), issued.Grant.ExpiresAt - issued.Grant.NotBefore);
        var record = Assert.Single(await _broker.ReadAuditAsync(), candidate => candidate.Entry.Event == AuditEvent.TokenIssued);
        Assert.Equal($"API client {_broker.FirstClient.ClientId}", record.Entry.Actor);
    }

    [Fact]
    public async Task Requests_that_break_rules_are_refused_one_by_one()
    {
        var (status, body) = await PostAsync("auth-tokens", """{"Tokens":[{"SessionId":"console","UserName":"anna"},{"SessionId":"","UserName":"a\u0007","LifetimeSeconds":1},{"SessionId":"s","UserName":"bela","LifetimeSeconds":1e300}]}""");
        var reply = JsonSerializer.Deserialize(body, BrokerApiJson.Default.IssueTokensReply)!;

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal([0], reply.SuccessfulList.Select(issued => issued.Index));
        Assert.Equal([1, 2], reply.UnsuccessfulList.Select(refused => refused.Index));
        Assert.Equal(3, reply.UnsuccessfulList[0].FailureReasons.Count);
    }

    [Theory]
    [InlineData("auth-tokens", """{"Tokens":[]}""")]
    [InlineData("auth-tokens", """{"Tokens":[null]}""")]
    [InlineData("auth-tokens", """{"Tokens":null}""")]
    [InlineData("auth-tokens", """{}""")]
    [InlineData("auth-tokens", """null""")]
    [InlineData("auth-tokens", """[]""")]
    [InlineData("auth-tokens", """{"Tokens":[{"SessionId":"s","UserName":"u"}],"Extra":1}""")]
    [InlineData("auth-tokens", """{"Tokens":[{"SessionId":"s","UserName":"u","UserName":"v"}]}""")]
    [InlineData("auth-tokens", """{"Tokens":[{"sessionid":"s","UserName":"u"}]}""")]
    [InlineData("auth-tokens", """{"Tokens":[{"SessionId":"s","UserName":"u","NotBefore":"2026-11-20T08:30:00"}]}""")]
    [InlineData("auth-tokens", """{"Tokens":[{"SessionId":"s","UserName":"u","UsePolicy":"Sometimes"}]}""")]
    [InlineData("auth-tokens", """{"Tokens":[{"SessionId":"s","UserName":"u"}""")]
    [InlineData("auth-tokens/test", """{"SessionId":"s"}""")]
    [InlineData("auth-tokens/test", """{"AuthToken":"","SessionId":"s"}""")]
    [InlineData("auth-tokens/revoke", """{}""")]
    [InlineData("auth-tokens/revoke", """{"Ids":[]}""")]
    [InlineData("auth-tokens/revoke", """{"Ids":["not-an-id"]}""")]
    [InlineData("auth-tokens/revoke", """{"Ids":[null]}""")]
    [InlineData("auth-tokens/revoke", """{"Ids":["0000000000000000"],"UserName":"u"}""")]
    public async Task A_body_of_another_shape_is_refused_with_a_reason(string path, string body)
    {
        var (status, reply) = await PostAsync(path, body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.NotEmpty(JsonSerializer.Deserialize(reply, BrokerApiJson.Default.ErrorBody)!.Error);
        Assert.DoesNotContain("DcvAdmin.", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_not_json_is_refused()
    {
        using var content = new StringContent("Tokens=1", Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await _broker.Http.PostAsync(new Uri(_broker.Application.ClientAddress, "auth-tokens"), content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Theory]
    [InlineData("State=Sleeping")]
    [InlineData("State=1")]
    [InlineData("MaxResults=0")]
    [InlineData("MaxResults=1001")]
    [InlineData("MaxResults=x")]
    [InlineData("NextToken=x")]
    [InlineData("Id=x")]
    [InlineData("UserName=a&UserName=b")]
    [InlineData("Owner=a")]
    public async Task A_wrong_parameter_of_the_list_is_refused(string query)
    {
        using var response = await _broker.Http.GetAsync(new Uri(_broker.Application.ClientAddress, "auth-tokens?" + query), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Revoking_by_filter_takes_what_still_opens_a_door()
    {
        await PostAsync("auth-tokens", """{"Tokens":[{"SessionId":"a","UserName":"Anna"},{"SessionId":"b","UserName":"ANNA"},{"SessionId":"a","UserName":"bela"}]}""");

        var (_, body) = await PostAsync("auth-tokens/revoke", """{"UserName":"anna"}""");

        Assert.Equal(2, JsonSerializer.Deserialize(body, BrokerApiJson.Default.RevokeTokensReply)!.RevokedCount);
    }

    [Fact]
    public async Task The_audit_chain_can_be_read_and_checked()
    {
        await PostAsync("auth-tokens", """{"Tokens":[{"SessionId":"a","UserName":"anna"},{"SessionId":"b","UserName":"bela"}]}""");
        using var list = await _broker.Http.GetAsync(new Uri(_broker.Application.ClientAddress, "audit-records?MaxResults=1"), TestContext.Current.CancellationToken);
        using var records = JsonDocument.Parse(await list.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var (_, check) = await PostAsync("audit-records/verify", string.Empty);

        Assert.Equal("anna", records.RootElement.GetProperty("Records")[0].GetProperty("UserName").GetString());
        Assert.Equal("1", records.RootElement.GetProperty("NextToken").GetString());
        Assert.Contains("\"IsIntact\":true,\"RecordsChecked\":2,\"HeadSequence\":2,\"HeadHash\":", check, StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, string Body)> PostAsync(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _broker.Http.PostAsync(new Uri(_broker.Application.ClientAddress, path), content, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
