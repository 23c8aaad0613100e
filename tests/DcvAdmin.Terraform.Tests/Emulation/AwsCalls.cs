using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

namespace DcvAdmin.Terraform.Tests.Emulation;

/// <summary>AWS's own calls as they go over the wire, so that what Terraform made is seen by somebody else than Terraform. The emulator checks no signature.</summary>
internal sealed class AwsCalls(string address, string region = "eu-west-1") : IDisposable
{
    // Everything that our modules make: the call that lists it, and how one is named in the answer.
    private static readonly (string Kind, Func<AwsCalls, Task<string>> List, string Pattern)[] Kinds =
    [
        ("vpc", aws => aws.QueryAsync("ec2", "DescribeVpcs"), "<vpcId>([^<]+)"), ("subnet", aws => aws.QueryAsync("ec2", "DescribeSubnets"), "<subnetId>([^<]+)"),
        ("security group", aws => aws.QueryAsync("ec2", "DescribeSecurityGroups"), "<groupId>([^<]+)"), ("endpoint", aws => aws.QueryAsync("ec2", "DescribeVpcEndpoints", ("Filter.1.Name", "vpc-endpoint-state"), ("Filter.1.Value.1", "available")), "<vpcEndpointId>([^<]+)"),
        ("internet gateway", aws => aws.QueryAsync("ec2", "DescribeInternetGateways"), "<internetGatewayId>([^<]+)"), ("route table", aws => aws.QueryAsync("ec2", "DescribeRouteTables"), "<routeTableId>([^<]+)"),
        ("NAT gateway", aws => aws.QueryAsync("ec2", "DescribeNatGateways", ("Filter.1.Name", "state"), ("Filter.1.Value.1", "available")), "<natGatewayId>([^<]+)"),
        ("address", aws => aws.QueryAsync("ec2", "DescribeAddresses"), "<allocationId>([^<]+)"), ("flow log", aws => aws.QueryAsync("ec2", "DescribeFlowLogs"), "<flowLogId>([^<]+)"),
        ("launch template", aws => aws.QueryAsync("ec2", "DescribeLaunchTemplates"), "<launchTemplateId>([^<]+)"),
        ("role", aws => aws.QueryAsync("iam", "ListRoles"), "<RoleName>([^<]+)"), ("instance profile", aws => aws.QueryAsync("iam", "ListInstanceProfiles"), "<InstanceProfileName>([^<]+)"),
        ("policy", aws => aws.QueryAsync("iam", "ListPolicies", ("Scope", "Local")), "<PolicyName>([^<]+)"), ("alarm", aws => aws.QueryAsync("monitoring", "DescribeAlarms"), "<AlarmName>([^<]+)"),
        ("topic", aws => aws.QueryAsync("sns", "ListTopics"), "<TopicArn>([^<]+)"), ("table", aws => aws.TargetAsync("dynamodb", "DynamoDB_20120810.ListTables"), "\"([^\"]+)\"(?=[,\\]])"),
        ("log group", aws => aws.TargetAsync("logs", "Logs_20140328.DescribeLogGroups"), "\"logGroupName\": ?\"([^\"]+)"), ("rule", aws => aws.TargetAsync("events", "AWSEvents.ListRules"), "\"Name\": ?\"([^\"]+)"),
        ("document", aws => aws.TargetAsync("ssm", "AmazonSSM.ListDocuments"), "\"Name\": ?\"([^\"]+)"), ("parameter", aws => aws.TargetAsync("ssm", "AmazonSSM.DescribeParameters"), "\"Name\": ?\"((?!/aws/)[^\"]+)"),
        ("function", aws => aws.GetAsync("lambda", "/2015-03-31/functions/"), "\"FunctionName\": ?\"([^\"]+)"), ("API", aws => aws.GetAsync("apigateway", "/restapis"), "\"id\": ?\"([^\"]+)"),
        ("user pool", aws => aws.TargetAsync("cognito-idp", "AWSCognitoIdentityProviderService.ListUserPools", "{\"MaxResults\":60}"), "\"Id\": ?\"([^\"]+)"),
        ("schedule", aws => aws.GetAsync("scheduler", "/schedules"), "\"Name\": ?\"([^\"]+)"), ("bucket", aws => aws.GetAsync("s3", "/"), "<Name>([^<]+)"),
    ];

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

    /// <summary>Everything there is, as in <c>table: dcv-tokens</c>.</summary>
    public async Task<IReadOnlyList<string>> InventoryAsync()
    {
        var found = new List<string>();
        foreach (var (kind, list, pattern) in Kinds) found.AddRange(Regex.Matches(await list(this), pattern).Select(match => $"{kind}: {match.Groups[1].Value}").Distinct().Order(StringComparer.Ordinal));
        return found;
    }

    /// <summary>A call of a service that takes forms.</summary>
    public Task<string> QueryAsync(string service, string action, params (string Name, string Value)[] parameters)
    {
        var version = service switch { "ec2" => "2016-11-15", "iam" => "2010-05-08", "monitoring" => "2010-08-01", _ => "2010-03-31" };
        return SendAsync(new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent([KeyValuePair.Create("Action", action), KeyValuePair.Create("Version", version), .. parameters.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))]) }, service);
    }

    /// <summary>A call of a service that takes JSON.</summary>
    public Task<string> TargetAsync(string service, string target, string body = "{}")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body) };
        request.Content.Headers.ContentType = new("application/x-amz-json-1.1");
        request.Headers.Add("X-Amz-Target", target);
        return SendAsync(request, service);
    }

    /// <summary>As above; the answer as JSON.</summary>
    public async Task<JsonElement> JsonAsync(string service, string target, string body = "{}") => JsonDocument.Parse(await TargetAsync(service, target, body)).RootElement;

    /// <summary>A call of a service with paths.</summary>
    public Task<string> GetAsync(string service, string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(address), path)), service);

    /// <summary>As above; the answer as JSON.</summary>
    public async Task<JsonElement> GetJsonAsync(string service, string path) => JsonDocument.Parse(await GetAsync(service, path)).RootElement;

    /// <summary>What an address holds.</summary>
    public Task<byte[]> DownloadAsync(Uri uri) => _client.GetByteArrayAsync(uri, TestContext.Current.CancellationToken);

    public void Dispose() => _client.Dispose();

    private async Task<string> SendAsync(HttpRequestMessage request, string service)
    {
        using (request)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/{region}/{service}/aws4_request, SignedHeaders=host, Signature=0");
            using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, $"{service} answered {(int)response.StatusCode}: {text}");
            return text;
        }
    }
}
