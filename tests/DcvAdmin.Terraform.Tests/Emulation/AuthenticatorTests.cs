using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using DcvAdmin.Terraform.Tests.Running;

namespace DcvAdmin.Terraform.Tests.Emulation;

/// <summary>The token authenticator, applied, and then used: a token that the table of this deployment holds lets in once.</summary>
public sealed class AuthenticatorTests(TerraformCli terraform)
{
    [Fact]
    public async Task It_verifies_tokens_and_is_protected_until_it_is_torn_down()
    {
        FunctionsPackage.SkipWhereItDoesNotRun();
        using var package = new FunctionsPackage();
        await using var deployment = await Deployment.StartAsync(
            terraform,
            "terraform/examples/authenticator-only",
            before =>
            [
                "region=eu-west-1", $"functions_package={{filename=\"{package.Zip}\"}}", "access_log=true", "issuer_principals={portal=\"arn:aws:iam::123456789012:role/portal\"}",
                $"hosts={{cidrs=[\"10.64.0.0/16\"],security_group_ids={{workstations=\"{before.First(line => line.StartsWith("security group: ", StringComparison.Ordinal))["security group: ".Length..]}\"}}}}",
            ]);

        var state = await deployment.ApplyAsync();

        Deployment.MustPassGate(state, "token-authenticator", "_lambda", "network");
        var made = state.GetProperty("values").GetProperty("outputs");
        var table = Regex.Match(Text(made, "table_uri"), @"^dynamodb://([^?]+)\?region=eu-west-1$").Groups[1].Value;
        var api = Regex.Match(Text(made, "verifier_url"), @"^https://([a-z0-9]+)\.execute-api\.eu-west-1\.amazonaws\.com/Beta/$").Groups[1].Value;
        await TheTableIsAsDocumentedAsync(deployment, table);
        await TheApiIsClosedAsync(deployment, api, Text(made, "vpc_id"));
        await deployment.NothingIsLeftToDoAsync();
        await TokensLetInOnceAsync(deployment, made);

        // Roles are replaced under their names, which fails where anything has them made before the old ones go.
        var moved = await deployment.ApplyAsync("role_path=/dcv/");
        Assert.Equal(Text(made, "verifier_url"), Text(moved.GetProperty("values").GetProperty("outputs"), "verifier_url"));
        await deployment.ApplyAsync();

        var refused = await deployment.DestroyAsync();
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("protect", refused.Report, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"table: {table}", await deployment.Aws.InventoryAsync());

        var inventory = await deployment.Aws.InventoryAsync();
        var declined = (await deployment.TearDownAsync("no\n")).MustEndWith(1);
        Assert.Contains("Nothing was changed", declined.Output, StringComparison.Ordinal);
        Assert.Contains($"table: {table}", await deployment.Aws.InventoryAsync());
        var elsewhere = (await deployment.TearDownAsync("yes\n", "region=eu-central-1")).MustEndWith(1);
        Assert.Contains("not found with these credentials, region and variables", elsewhere.Report, StringComparison.Ordinal);
        var renamed = (await deployment.TearDownAsync("yes\n", "name=other")).MustEndWith(1);
        Assert.Contains("Clearing the protection would do something else besides", renamed.Report, StringComparison.Ordinal);
        Assert.Equal(inventory, await deployment.Aws.InventoryAsync());
        (await deployment.TearDownAsync("yes\n")).MustEndWith(0);
        Assert.Equal(deployment.Before, await deployment.Aws.InventoryAsync());
    }

    private static string Text(JsonElement made, string name) => made.GetProperty(name).GetProperty("value").GetString()!;

    private static async Task TheTableIsAsDocumentedAsync(Deployment deployment, string name)
    {
        var ask = JsonSerializer.Serialize(new { TableName = name });
        var table = (await deployment.Aws.JsonAsync("dynamodb", "DynamoDB_20120810.DescribeTable", ask)).GetProperty("Table");
        Assert.Equal(["AuthToken HASH"], Keys(table));
        Assert.Equal(
            ["LabelIndex LabelKey HASH Position RANGE KEYS_ONLY ", "PendingIndex AuditPending HASH KEYS_ONLY ", "UserIndex UserKey HASH Position RANGE INCLUDE ExpiresAt"],
            table.GetProperty("GlobalSecondaryIndexes").EnumerateArray().Select(index => $"{index.GetProperty("IndexName")} {string.Join(' ', Keys(index))} {Projection(index.GetProperty("Projection"))}").Order(StringComparer.Ordinal));
        Assert.True(table.GetProperty("DeletionProtectionEnabled").GetBoolean());
        var expiry = (await deployment.Aws.JsonAsync("dynamodb", "DynamoDB_20120810.DescribeTimeToLive", ask)).GetProperty("TimeToLiveDescription");
        Assert.Equal(("ENABLED", "ExpirationTime"), (expiry.GetProperty("TimeToLiveStatus").GetString(), expiry.GetProperty("AttributeName").GetString()));
        var backups = (await deployment.Aws.JsonAsync("dynamodb", "DynamoDB_20120810.DescribeContinuousBackups", ask)).GetProperty("ContinuousBackupsDescription").GetProperty("PointInTimeRecoveryDescription");
        Assert.Equal("ENABLED", backups.GetProperty("PointInTimeRecoveryStatus").GetString());

        static IEnumerable<string> Keys(JsonElement of) => of.GetProperty("KeySchema").EnumerateArray().Select(key => $"{key.GetProperty("AttributeName")} {key.GetProperty("KeyType")}");
        static string Projection(JsonElement projection) =>
            $"{projection.GetProperty("ProjectionType")} {(projection.TryGetProperty("NonKeyAttributes", out var names) && names.ValueKind == JsonValueKind.Array ? string.Join(' ', names.EnumerateArray()) : string.Empty)}";
    }

    private static async Task TheApiIsClosedAsync(Deployment deployment, string api, string vpc)
    {
        var endpoints = await deployment.Aws.QueryAsync("ec2", "DescribeVpcEndpoints", ("Filter.1.Name", "vpc-id"), ("Filter.1.Value.1", vpc), ("Filter.2.Name", "service-name"), ("Filter.2.Value.1", "com.amazonaws.eu-west-1.execute-api"));
        var endpoint = Assert.Single(Regex.Matches(endpoints, "<vpcEndpointId>([^<]+)")).Groups[1].Value;
        var resources = (await deployment.Aws.GetJsonAsync("apigateway", $"/restapis/{api}/resources?embed=methods")).GetProperty("item").EnumerateArray();
        Assert.Equal(
            ["/ POST NONE", "/ValidateToken POST NONE"],
            resources.SelectMany(resource => resource.TryGetProperty("resourceMethods", out var methods)
                ? methods.EnumerateObject().Select(method => $"{resource.GetProperty("path")} {method.Name} {method.Value.GetProperty("authorizationType")}")
                : []).Order(StringComparer.Ordinal));
        var description = await deployment.Aws.GetJsonAsync("apigateway", $"/restapis/{api}");
        Assert.Equal(["PRIVATE"], description.GetProperty("endpointConfiguration").GetProperty("types").EnumerateArray().Select(type => type.GetString()));
        // As API Gateway returns it: a text within a text.
        var policy = JsonDocument.Parse(JsonSerializer.Deserialize<string>($"\"{description.GetProperty("policy").GetString()}\"")!).RootElement.GetProperty("Statement").EnumerateArray().ToList();
        var deny = Assert.Single(policy, statement => statement.GetProperty("Effect").GetString() == "Deny");
        Assert.Equal(endpoint, deny.GetProperty("Condition").GetProperty("StringNotEquals").GetProperty("aws:SourceVpce").GetString());
        var allow = Assert.Single(policy, statement => statement.GetProperty("Effect").GetString() == "Allow");
        Assert.Equal(["Beta/POST/", "Beta/POST/ValidateToken"], allow.GetProperty("Resource").EnumerateArray().Select(arn => arn.GetString()!.Split('/', 2)[1]).Order(StringComparer.Ordinal));
    }

    private async Task TokensLetInOnceAsync(Deployment deployment, JsonElement made)
    {
        await using var issue = await UploadedFunction.StartAsync(deployment, terraform, Text(made, "get_token_function_name"));
        await using var validate = await UploadedFunction.StartAsync(deployment, terraform, Text(made, "validate_token_function_name"));

        var issued = await issue.InvokeAsync(new JsonObject { ["user"] = "anna", ["sessionId"] = "console", ["usePolicy"] = "SingleUse" });
        Assert.Equal(200, issued.GetProperty("statusCode").GetInt32());
        await LetsInOnceAsync(validate, issued.GetProperty("body").GetString()!, "anna");

        if (Tool.Find("pwsh", "DCVADMIN_PWSH") is not { } shell)
        {
            TestContext.Current.AddWarning("There is no pwsh on the path (DCVADMIN_PWSH may name one): New-DcvAuthToken was not run on the table; the get-token function was.");
            return;
        }

        var script = $"Import-Module '{BuildOutput.Module}DcvAdmin.psd1' -ErrorAction Stop; (New-DcvAuthToken -SessionId console -UserName bob -UsePolicy SingleUse -Store '{Text(made, "table_uri")}' -ErrorAction Stop).Token";
        var run = (await deployment.Copy.RunProgramAsync(shell, ["-NoProfile", "-NonInteractive", "-Command", script], TimeSpan.FromMinutes(2))).MustEndWith(0);
        await LetsInOnceAsync(validate, run.Output.Trim(), "bob");
    }

    private static async Task LetsInOnceAsync(UploadedFunction validate, string token, string user)
    {
        Assert.Equal($"""<auth result="yes"><username>{user}</username></auth>""", await VerifyAsync(validate, token));
        Assert.StartsWith("""<auth result="no">""", await VerifyAsync(validate, token), StringComparison.Ordinal);
    }

    // As a private REST API hands a form over; a selection of the members.
    private static async Task<string> VerifyAsync(UploadedFunction validate, string token)
    {
        var answer = await validate.InvokeAsync(new JsonObject
        {
            ["resource"] = "/",
            ["path"] = "/",
            ["httpMethod"] = "POST",
            ["headers"] = new JsonObject { ["content-type"] = "application/x-www-form-urlencoded" },
            ["multiValueHeaders"] = new JsonObject { ["content-type"] = new JsonArray("application/x-www-form-urlencoded") },
            ["requestContext"] = new JsonObject { ["resourceId"] = "abc", ["identity"] = new JsonObject { ["sourceIp"] = "10.1.2.3", ["vpceId"] = "vpce-1" }, ["stage"] = "Beta" },
            ["body"] = $"sessionId=console&authenticationToken={Uri.EscapeDataString(token)}&clientAddress=192.0.2.7",
            ["isBase64Encoded"] = false,
        });
        Assert.Equal(200, answer.GetProperty("statusCode").GetInt32());
        return answer.GetProperty("body").GetString()!;
    }
}
