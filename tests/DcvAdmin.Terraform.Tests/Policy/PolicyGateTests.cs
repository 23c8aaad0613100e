using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using DcvAdmin.Terraform.Tests.Running;

namespace DcvAdmin.Terraform.Tests.Policy;

/// <summary>The gate on plans that are made by hand: that each rule stops what it is for, and lets the rest through.</summary>
public sealed class PolicyGateTests
{
    private const string Get = """{"Sid":"S","Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/*"}""";

    [Theory]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::bucket/*"}""", "wildcard-action")]
    [InlineData("""{"Effect":"Allow","Action":["s3:GetObject","s3:*"],"Resource":"arn:aws:s3:::bucket/*"}""", "wildcard-action")]
    [InlineData("""{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::bucket/*"}""", "wildcard-action")]
    [InlineData("""{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}""", "wildcard-resource")]
    [InlineData("""{"Effect":"Allow","Action":"s3:GetObject","Resource":["arn:aws:s3:::bucket/*","arn:aws:s3:::*"]}""", "wildcard-resource")]
    [InlineData("""{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"arn:aws:dynamodb:eu-west-1:123456789012:table/*"}""", "wildcard-resource")]
    [InlineData("""{"Effect":"Allow","NotAction":"iam:PassRole","Resource":"arn:aws:s3:::bucket/*"}""", "negated-grant")]
    [InlineData("""{"Effect":"Allow","Action":"s3:GetObject","NotResource":"arn:aws:s3:::bucket/*"}""", "negated-grant")]
    public void A_wide_grant_is_stopped(string statement, string rule)
    {
        foreach (var type in (string[])["aws_iam_role_policy", "aws_iam_policy", "aws_s3_bucket_policy"]) Assert.Equal([rule], Rules(type, ("policy", Policy(statement))));
    }

    [Theory]
    [InlineData(Get)]
    [InlineData("""{"Effect":"Deny","Action":"*","Resource":"*"}""")]
    [InlineData("""{"Effect":"Allow","Action":"logs:PutLogEvents","Resource":"arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/x:*"}""")]
    [InlineData("""{"Effect":"Allow","Action":"dynamodb:Query","Resource":"arn:aws:dynamodb:eu-west-1:123456789012:table/x/index/*"}""")]
    public void A_narrow_grant_passes(string statement) => Assert.Empty(Rules("aws_iam_role_policy", ("policy", Policy(statement))));

    [Theory]
    [InlineData("null")]
    [InlineData("\"junk\"")]
    [InlineData("\"{}\"")]
    public void A_policy_that_nobody_can_read_is_stopped(string policy)
    {
        Assert.Equal(["policy-unknown"], Rules("aws_iam_role_policy", ("policy", JsonNode.Parse(policy))));
        Assert.Equal(["policy-unknown"], Rules("aws_iam_role", ("assume_role_policy", JsonNode.Parse(policy))));
        Assert.Equal(["policy-unknown"], Rules("aws_api_gateway_rest_api_policy", ("policy", JsonNode.Parse(policy))));
    }

    [Fact]
    public void A_policy_that_a_plan_does_not_know_is_stopped()
    {
        var plan = JsonDocument.Parse("""
            {"planned_values":{"root_module":{"child_modules":[{"resources":[{"address":"module.a.aws_iam_role_policy.x","mode":"managed","type":"aws_iam_role_policy"}]}]}},
             "resource_changes":[{"address":"module.a.aws_iam_role_policy.x","change":{"after_unknown":{"policy":true}}}]}
            """).RootElement;

        Assert.Equal(["policy-unknown: module.a.aws_iam_role_policy.x: policy is not known, so nobody can judge it."], PolicyGate.Check(PlannedResource.Read(plan)).Select(finding => finding.ToString()));
    }

    [Theory]
    [InlineData("""{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"arn:aws:execute-api:r:1:a/Beta/POST/"}""")]
    [InlineData("""{"Effect":"Allow","Principal":{"AWS":["*"]},"Action":"execute-api:Invoke","Resource":"arn:aws:execute-api:r:1:a/Beta/POST/"}""")]
    [InlineData("""{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"arn:aws:execute-api:r:1:a/Beta/POST/","Condition":{"Bool":{"aws:SecureTransport":"true"}}}""")]
    public void A_grant_to_everybody_is_stopped_unless_who_or_whence_is_said(string grant)
    {
        const string Deny = """{"Effect":"Deny","Principal":"*","Action":"execute-api:Invoke","Resource":"arn:aws:execute-api:r:1:a/*","Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}}""";

        Assert.Equal(["open-principal"], Rules("aws_api_gateway_rest_api_policy", ("policy", Policy(grant))));
        Assert.Empty(Rules("aws_api_gateway_rest_api_policy", ("policy", Policy(grant, Deny))));
        Assert.Equal(["open-principal"], Rules("aws_api_gateway_rest_api_policy", ("policy", Policy(grant, Deny.Replace(":a/*", ":b/*", StringComparison.Ordinal)))));
        Assert.Equal(["open-principal"], Rules("aws_api_gateway_rest_api_policy", ("policy", Policy(grant, Deny.Replace("aws:SourceVpce", "aws:UserAgent", StringComparison.Ordinal)))));
        Assert.Contains("open-principal", Rules("aws_api_gateway_rest_api_policy", ("policy", Policy(grant, Deny.Replace("\"Deny\"", "\"Allow\"", StringComparison.Ordinal)))));
        Assert.Empty(Rules("aws_sns_topic_policy", ("policy", Policy("""{"Effect":"Allow","Principal":"*","Action":"sns:Publish","Resource":"arn:aws:sns:r:1:t","Condition":{"StringEquals":{"aws:SourceAccount":"1"}}}"""))));
    }

    [Theory]
    [InlineData("vpc-flow-logs.amazonaws.com", false, true)]
    [InlineData("vpc-flow-logs.amazonaws.com", true, false)]
    [InlineData("lambda.amazonaws.com", false, false)]
    [InlineData("brand-new.amazonaws.com", true, true)]
    public void A_service_must_say_for_whom_it_takes_a_role_where_it_can(string service, bool isConditioned, bool isStopped)
    {
        var condition = isConditioned ? ""","Condition":{"StringEquals":{"aws:SourceAccount":"1"}}""" : string.Empty;
        var trust = Policy($$"""{"Effect":"Allow","Principal":{"Service":"{{service}}"},"Action":"sts:AssumeRole"{{condition}}}""");

        Assert.Equal(isStopped ? ["service-source"] : [], Rules("aws_iam_role", ("assume_role_policy", trust)));
    }

    [Fact]
    public void A_role_for_everybody_is_stopped() => Assert.Equal(["open-principal"], Rules("aws_iam_role", ("assume_role_policy", Policy("""{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}"""))));

    [Fact]
    public void A_service_on_a_resource_must_be_tied_to_a_source()
    {
        const string Grant = """{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sns:Publish","Resource":"arn:aws:sns:r:1:t"}""";

        Assert.Equal(["service-source"], Rules("aws_sns_topic_policy", ("policy", Policy(Grant))));
        Assert.Equal(["service-source"], Rules("aws_lambda_permission", ("principal", "apigateway.amazonaws.com")));
        Assert.Empty(Rules("aws_lambda_permission", ("principal", "apigateway.amazonaws.com"), ("source_arn", "arn:aws:execute-api:r:1:a/*/POST/")));
        Assert.Equal(["open-principal"], Rules("aws_lambda_permission", ("principal", "*")));
    }

    [Fact]
    public void A_wide_policy_of_AWS_is_stopped()
    {
        Assert.Equal(["wide-managed-policy"], Rules("aws_iam_role_policy_attachment", ("policy_arn", "arn:aws:iam::aws:policy/AmazonS3FullAccess")));
        Assert.Empty(Rules("aws_iam_role_policy_attachment", ("policy_arn", "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore")));
    }

    [Theory]
    [InlineData("aws_vpc_security_group_ingress_rule", """{"cidr_ipv4":"RANGE"}""", "0.0.0.0/0")]
    [InlineData("aws_vpc_security_group_ingress_rule", """{"cidr_ipv6":"RANGE"}""", "::/0")]
    [InlineData("aws_security_group_rule", """{"type":"ingress","cidr_blocks":["10.0.0.0/8","RANGE"]}""", "0.0.0.0/0")]
    [InlineData("aws_security_group", """{"ingress":[{"ipv6_cidr_blocks":["RANGE"]}]}""", "::/0")]
    [InlineData("aws_default_security_group", """{"ingress":[{"cidr_blocks":["RANGE"]}]}""", "0.0.0.0/0")]
    public void A_door_for_everybody_is_stopped(string type, string values, string range)
    {
        Assert.Equal(["open-ingress"], Rules(type, values.Replace("RANGE", range, StringComparison.Ordinal)));
        Assert.Empty(Rules(type, values.Replace("RANGE", "10.1.0.0/16", StringComparison.Ordinal)));
        Assert.Empty(Rules(type.Replace("ingress", "egress", StringComparison.Ordinal), values.Replace("ingress", "egress", StringComparison.Ordinal).Replace("RANGE", range, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("aws_cloudwatch_log_group", "{}", "log-retention")]
    [InlineData("aws_cloudwatch_log_group", """{"retention_in_days":0}""", "log-retention")]
    [InlineData("aws_cloudwatch_log_group", """{"retention_in_days":30}""", null)]
    [InlineData("aws_dynamodb_table", """{"point_in_time_recovery":[{"enabled":true}],"server_side_encryption":[{"enabled":true}]}""", null)]
    [InlineData("aws_dynamodb_table", """{"point_in_time_recovery":[{"enabled":false}],"server_side_encryption":[{"enabled":true}]}""", "table-recovery")]
    [InlineData("aws_dynamodb_table", """{"server_side_encryption":[{"enabled":true}]}""", "table-recovery")]
    [InlineData("aws_dynamodb_table", """{"point_in_time_recovery":[{"enabled":true}],"server_side_encryption":[]}""", "table-encryption")]
    [InlineData("aws_launch_template", """{"metadata_options":[{"http_tokens":"optional"}]}""", "instance-metadata")]
    [InlineData("aws_launch_template", "{}", "instance-metadata")]
    [InlineData("aws_launch_template", """{"metadata_options":[{"http_tokens":"required"}],"block_device_mappings":[{"ebs":[{"encrypted":"true"}]}]}""", null)]
    [InlineData("aws_launch_template", """{"metadata_options":[{"http_tokens":"required"}],"block_device_mappings":[{"ebs":[{"encrypted":"false"}]}]}""", "disk-encryption")]
    [InlineData("aws_instance", """{"metadata_options":[{"http_tokens":"required"}]}""", "disk-encryption")]
    [InlineData("aws_instance", """{"metadata_options":[{"http_tokens":"required"}],"root_block_device":[{"encrypted":true}]}""", null)]
    [InlineData("aws_ebs_volume", """{"encrypted":false}""", "disk-encryption")]
    [InlineData("aws_imagebuilder_infrastructure_configuration", """{"instance_metadata_options":[]}""", "instance-metadata")]
    [InlineData("aws_imagebuilder_infrastructure_configuration", """{"instance_metadata_options":[{"http_tokens":"required"}]}""", null)]
    [InlineData("aws_imagebuilder_image_recipe", "{}", "disk-encryption")]
    [InlineData("aws_imagebuilder_image_recipe", """{"block_device_mapping":[{"ebs":[{"encrypted":"true"}]}]}""", null)]
    [InlineData("aws_imagebuilder_image_recipe", """{"block_device_mapping":[{"ebs":[{"encrypted":null}]}]}""", "disk-encryption")]
    public void What_is_kept_is_kept_well(string type, string values, string? rule) => Assert.Equal(rule is null ? [] : [rule], Rules(type, values));

    [Theory]
    [InlineData("aws_iam_role_policy", "name", 128)]
    [InlineData("aws_lambda_function", "function_name", 64)]
    [InlineData("aws_cloudwatch_event_rule", "name", 64)]
    [InlineData("aws_security_group", "name", 255)]
    [InlineData("aws_security_group", "name_prefix", 229)]
    [InlineData("aws_sqs_queue", "name", 80)]
    public void A_name_that_AWS_would_refuse_is_stopped(string type, string attribute, int limit)
    {
        Assert.DoesNotContain("name-length", Rules(type, (attribute, new string('a', limit))));
        Assert.Contains("name-length", Rules(type, (attribute, new string('a', limit + 1))));
    }

    [Fact]
    public void A_tag_that_AWS_would_refuse_is_stopped() => Assert.Equal(["name-length"], Rules("aws_vpc", ("tags", new JsonObject { ["Name"] = new string('a', 257), ["Other"] = "b" })));

    [Fact]
    public void A_state_is_read_like_a_plan()
    {
        var state = JsonDocument.Parse("""{"values":{"root_module":{"resources":[{"address":"aws_cloudwatch_log_group.x[\"a\"]","mode":"managed","type":"aws_cloudwatch_log_group","values":{}},{"address":"data.aws_vpc.x","mode":"data","type":"aws_vpc","values":{}}]}}}""").RootElement;

        Assert.Equal("aws_cloudwatch_log_group.x[\"a\"]", Assert.Single(PolicyGate.Check(PlannedResource.Read(state))).Address);
        Assert.Throws<FormatException>(() => PlannedResource.Read(JsonDocument.Parse("{}").RootElement));
    }

    [Fact]
    public void An_exception_covers_its_rule_at_its_address_alone()
    {
        var exception = new PolicyException("log-retention", "network", "aws_cloudwatch_log_group.x", "A reason.");
        Finding[] findings =
        [
            new("log-retention", "module.network.aws_cloudwatch_log_group.x[\"a\"]", ""), new("log-retention", "aws_cloudwatch_log_group.x", ""),
            new("log-retention", "module.network.aws_cloudwatch_log_group.xy", ""), new("table-recovery", "module.network.aws_cloudwatch_log_group.x", ""), new("log-retention", "module.other_aws_cloudwatch_log_group.x", ""),
        ];

        Assert.Equal(findings[2..], PolicyException.Unwanted(findings, [exception]));
    }

    [Fact]
    public void Every_exception_has_a_module_and_a_reason()
    {
        Assert.All(Exceptions(), exception =>
        {
            Assert.Contains($"modules/{exception.Module}", Repository.Folders);
            Assert.True(exception.Reason.Length > 20 && exception.Reason.EndsWith('.'), $"{exception} needs a reason that is a sentence.");
        });
    }

    internal static IReadOnlyList<PolicyException> Exceptions() => PolicyException.Read(Path.Combine(Repository.Terraform, "tests", "policy", "exceptions.json"));

    private static string Policy(params string[] statements) => $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements)}}]}""";

    private static IEnumerable<string> Rules(string type, params (string Name, JsonNode? Value)[] values) => Rules(type, new JsonObject(values.Select(value => KeyValuePair.Create(value.Name, value.Value))).ToJsonString());

    private static IEnumerable<string> Rules(string type, string values) =>
        PolicyGate.Check([new PlannedResource($"{type}.x", type, JsonDocument.Parse(values).RootElement, default)]).Select(finding => finding.Rule);
}
