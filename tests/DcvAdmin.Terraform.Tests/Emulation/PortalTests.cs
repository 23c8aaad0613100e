using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using DcvAdmin.Terraform.Tests.Running;

namespace DcvAdmin.Terraform.Tests.Emulation;

/// <summary>The WorkSpaces portal with a SAML provider: one apply for all that is looked at. Nothing invokes its functions here.</summary>
public sealed class PortalTests(TerraformCli terraform)
{
    [Fact]
    public async Task It_is_there_as_decided_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        // Nothing unpacks it.
        var package = folder.File("functions.zip");
        await File.WriteAllTextAsync(package, "a package", TestContext.Current.CancellationToken);
        await using var deployment = await Deployment.StartAsync(
            terraform,
            "terraform/examples/workspaces-portal",
            "region=eu-west-1", "domain_prefix=example-portal", "callback_urls=[\"https://portal.example.com/\"]", "saml={metadata_document=\"<EntityDescriptor/>\"}",
            $"functions_package={{filename=\"{package}\"}}");

        var state = await deployment.ApplyAsync();

        Deployment.MustPassGate(state, "workspaces-portal", "_lambda");
        await TheInventoryIsAsDecidedAsync(deployment.Aws);
        await TheApiIsAsDecidedAsync(deployment.Aws, Regex.Match(Text(state, "api_url"), @"^https://([a-z0-9]+)\.execute-api\.eu-west-1\.amazonaws\.com/portal$").Groups[1].Value);
        await TheClientIsThatOfAPageAsync(deployment.Aws, Text(state, "user_pool_id"), Text(state, "client_id"));
        await TheFunctionsKnowWhomToTrustAsync(deployment.Aws, state);
        await deployment.NothingIsLeftToDoAsync();

        (await deployment.TearDownAsync("yes\n")).MustEndWith(0);
        Assert.Equal(deployment.Before, await deployment.Aws.InventoryAsync());
    }

    private static string Text(JsonElement state, string name) => Deployment.Output(state, name).GetString()!;

    private static async Task TheInventoryIsAsDecidedAsync(AwsCalls aws)
    {
        var table = (await aws.JsonAsync("dynamodb", "DynamoDB_20120810.DescribeTable", """{"TableName":"WorkspacesPortal"}""")).GetProperty("Table");
        Assert.Equal("WorkspaceId HASH", Keys(table));
        Assert.Equal(
            ["PlaceIndex Place HASH WorkspaceId RANGE ALL", "UserIndex UserKey HASH WorkspaceId RANGE ALL"],
            table.GetProperty("GlobalSecondaryIndexes").EnumerateArray().Select(index => $"{index.GetProperty("IndexName")} {Keys(index)} {index.GetProperty("Projection").GetProperty("ProjectionType")}").Order(StringComparer.Ordinal));
        Assert.True(table.GetProperty("DeletionProtectionEnabled").GetBoolean());

        static string Keys(JsonElement of) => string.Join(' ', of.GetProperty("KeySchema").EnumerateArray().Select(key => $"{key.GetProperty("AttributeName")} {key.GetProperty("KeyType")}"));
    }

    private static async Task TheApiIsAsDecidedAsync(AwsCalls aws, string api)
    {
        var resources = (await aws.GetJsonAsync("apigateway", $"/restapis/{api}/resources?embed=methods")).GetProperty("item").EnumerateArray();
        Assert.Equal(
            [
                "/workspaces GET COGNITO_USER_POOLS", "/workspaces OPTIONS NONE", "/workspaces/{id} GET COGNITO_USER_POOLS", "/workspaces/{id} OPTIONS NONE",
                "/workspaces/{id}/actions/{action} OPTIONS NONE", "/workspaces/{id}/actions/{action} POST COGNITO_USER_POOLS",
            ],
            resources.SelectMany(resource => resource.TryGetProperty("resourceMethods", out var methods)
                ? methods.EnumerateObject().Select(method => $"{resource.GetProperty("path")} {method.Name} {method.Value.GetProperty("authorizationType")}")
                : []).Order(StringComparer.Ordinal));
        Assert.Equal(["REGIONAL"], (await aws.GetJsonAsync("apigateway", $"/restapis/{api}")).GetProperty("endpointConfiguration").GetProperty("types").EnumerateArray().Select(type => type.GetString()));
    }

    private static async Task TheClientIsThatOfAPageAsync(AwsCalls aws, string pool, string id)
    {
        var client = (await aws.JsonAsync("cognito-idp", "AWSCognitoIdentityProviderService.DescribeUserPoolClient", JsonSerializer.Serialize(new { UserPoolId = pool, ClientId = id }))).GetProperty("UserPoolClient");

        Assert.Equal(["code"], Texts("AllowedOAuthFlows"));
        // With aws.cognito.signin.user.admin whoever has logged in could make himself an admin.
        Assert.Equal(["email", "openid", "profile"], Texts("AllowedOAuthScopes"));
        Assert.Equal(["ADFS"], Texts("SupportedIdentityProviders"));
        Assert.False(client.TryGetProperty("ClientSecret", out _));

        string[] Texts(string name) => [.. client.GetProperty(name).EnumerateArray().Select(text => text.GetString()!).Order(StringComparer.Ordinal)];
    }

    private static async Task TheFunctionsKnowWhomToTrustAsync(AwsCalls aws, JsonElement state)
    {
        var variables = (await aws.GetJsonAsync("lambda", $"/2015-03-31/functions/{Deployment.Output(state, "function_names").GetProperty("act-on-workspace")}")).GetProperty("Configuration").GetProperty("Environment").GetProperty("Variables");

        Assert.Equal(Text(state, "issuer"), Variable("ISSUER"));
        Assert.Equal($"https://cognito-idp.eu-west-1.amazonaws.com/{Text(state, "user_pool_id")}", Variable("ISSUER"));
        Assert.Equal(Text(state, "client_id"), Variable("AUDIENCE"));
        Assert.Equal("ADFS_", Variable("USERPREFIX"));
        Assert.Equal("https://portal.example.com", Variable("ORIGINS"));

        string? Variable(string name) => variables.GetProperty($"DCVADMIN_PORTAL{name}").GetString();
    }
}
