using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace DcvAdmin.Terraform.Tests.Policy;

/// <summary>What policies allow, and to whom.</summary>
internal static class IamRules
{
    private static readonly (string Type, string Attribute)[] Identity =
        [("aws_iam_role_policy", "policy"), ("aws_iam_policy", "policy"), ("aws_iam_user_policy", "policy"), ("aws_iam_group_policy", "policy")];

    // A policy of a VPC endpoint is none of these: it grants nothing, it only narrows what others grant.
    private static readonly (string Type, string Attribute)[] OnResources =
    [
        ("aws_api_gateway_rest_api", "policy"), ("aws_api_gateway_rest_api_policy", "policy"), ("aws_dynamodb_resource_policy", "policy"), ("aws_kms_key", "policy"), ("aws_kms_key_policy", "policy"),
        ("aws_s3_bucket_policy", "policy"), ("aws_sns_topic", "policy"), ("aws_sns_topic_policy", "policy"), ("aws_sqs_queue", "policy"), ("aws_sqs_queue_policy", "policy"),
        ("aws_secretsmanager_secret_policy", "policy"), ("aws_cloudwatch_log_resource_policy", "policy_document"), ("aws_imagebuilder_component", "policy"),
    ];

    // Conditions that say who, or from where; one on encryption or time does not. SourceOwner is what a topic without a policy of ours has.
    private static readonly string[] Narrowing =
    [
        "aws:sourcevpce", "aws:sourcevpc", "aws:sourceaccount", "aws:sourceowner", "aws:sourcearn", "aws:sourceorgid", "aws:principalorgid", "aws:principalaccount", "aws:principalarn", "kms:calleraccount",
        "kms:viaservice", "kms:encryptioncontext:aws:logs:arn",
    ];

    // What AWS documents of the services that take a role. One that stands in neither list is a question to answer first.
    private static readonly string[] SayTheirSource =
        ["vpc-flow-logs.amazonaws.com", "scheduler.amazonaws.com", "events.amazonaws.com", "states.amazonaws.com", "ssm.amazonaws.com", "pipes.amazonaws.com", "apigateway.amazonaws.com", "delivery.logs.amazonaws.com"];

    private static readonly string[] DoNotSayTheirSource = ["ec2.amazonaws.com", "lambda.amazonaws.com", "imagebuilder.amazonaws.com"];

    public static IEnumerable<Finding> Check(PlannedResource resource) =>
    [
        .. Identity.Where(place => place.Type == resource.Type).SelectMany(place => Document(resource, place.Attribute, statements => statements.SelectMany(statement => Grants(resource, statement)))),
        .. OnResources.Where(place => place.Type == resource.Type && (resource.Text(place.Attribute) is { Length: > 0 } || !IsOptional(resource)))
            .SelectMany(place => Document(resource, place.Attribute, statements => statements.SelectMany(statement => Grants(resource, statement).Concat(Audience(resource, statement, statements))))),
        .. resource.Type == "aws_iam_role" ? Document(resource, "assume_role_policy", statements => statements.SelectMany(statement => Trust(resource, statement))) : [],
        .. resource.Type == "aws_lambda_permission" ? Permission(resource) : [],
        .. resource.Type is "aws_iam_role_policy_attachment" or "aws_iam_policy_attachment" ? Attachment(resource) : [],
    ];

    // These have a policy of AWS's own where none is given, which Terraform learns by the apply.
    private static bool IsOptional(PlannedResource resource) => resource.Type is "aws_api_gateway_rest_api" or "aws_kms_key" or "aws_sns_topic" or "aws_sqs_queue" or "aws_imagebuilder_component";

    private static IEnumerable<Finding> Document(PlannedResource resource, string attribute, Func<IReadOnlyList<PolicyStatement>, IEnumerable<Finding>> check)
    {
        if (resource.Text(attribute) is not { Length: > 0 } text) return [new Finding("policy-unknown", resource.Address, $"{attribute} is not known, so nobody can judge it.")];
        try
        {
            var statements = PolicyStatement.Read(text);
            return statements.Count > 0 ? check(statements) : [new Finding("policy-unknown", resource.Address, $"{attribute} has no statements.")];
        }
        catch (JsonException)
        {
            return [new Finding("policy-unknown", resource.Address, $"{attribute} is no JSON.")];
        }
    }

    private static IEnumerable<Finding> Grants(PlannedResource resource, PolicyStatement statement)
    {
        if (!statement.Allows) yield break;
        if (statement.IsNegated) yield return new Finding("negated-grant", resource.Address, $"{statement.Sid} allows everything but what it names.");
        foreach (var action in statement.Actions.Where(action => action.Contains('*', StringComparison.Ordinal))) yield return new Finding("wildcard-action", resource.Address, $"{statement.Sid} allows {action}.");
        foreach (var target in statement.Resources.Where(IsAnything)) yield return new Finding("wildcard-resource", resource.Address, $"{statement.Sid} allows {string.Join(", ", statement.Actions)} on {target}.");
    }

    // The words behind arn:partition:service:region:account: are the resource's own.
    private static bool IsAnything(string resource)
    {
        if (resource == "*") return true;
        var parts = resource.Split(':', 6);
        return parts.Length < 6 || parts[2].Contains('*', StringComparison.Ordinal) || parts[5].All(sign => sign is '*' or '/' or ':') || (parts[5].Split('/', ':') is [var kind, "*"] && kind != "log-group" && parts[2] != "s3");
    }

    private static IEnumerable<Finding> Audience(PlannedResource resource, PolicyStatement statement, IReadOnlyList<PolicyStatement> all)
    {
        if (!statement.Allows || IsNarrowed(statement)) yield break;
        if (statement.IsForEveryone && !all.Any(other => DeniesOthers(other, statement))) yield return new Finding("open-principal", resource.Address, $"{statement.Sid} allows everybody.");
        foreach (var service in statement.Services) yield return new Finding("service-source", resource.Address, $"{statement.Sid} allows {service} whoever makes it call.");
    }

    // Everybody may, but for those whom another statement denies: that is how private APIs are closed.
    private static bool DeniesOthers(PolicyStatement other, PolicyStatement grant) =>
        !other.Allows && other.IsForEveryone && IsNarrowed(other) && !other.IsNegated
        && grant.Actions.All(action => other.Actions.Any(pattern => Matches(pattern, action))) && grant.Resources.All(target => other.Resources.Any(pattern => Matches(pattern, target)));

    private static bool IsNarrowed(PolicyStatement statement) => statement.ConditionKeys.Any(Narrowing.Contains);

    private static bool Matches(string pattern, string text) => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: false);

    private static IEnumerable<Finding> Trust(PlannedResource role, PolicyStatement statement)
    {
        if (!statement.Allows) yield break;
        if (statement.IsForEveryone && !IsNarrowed(statement)) yield return new Finding("open-principal", role.Address, "Everybody may assume it.");
        foreach (var service in statement.Services)
        {
            if (SayTheirSource.Contains(service) && !statement.ConditionKeys.Any(key => key is "aws:sourceaccount" or "aws:sourcearn"))
                yield return new Finding("service-source", role.Address, $"{service} may assume it for anybody's resource: aws:SourceAccount or aws:SourceArn.");
            else if (!SayTheirSource.Contains(service) && !DoNotSayTheirSource.Contains(service))
                yield return new Finding("service-source", role.Address, $"Nobody has looked up whether {service} says for whom it assumes a role.");
        }
    }

    private static IEnumerable<Finding> Permission(PlannedResource permission)
    {
        if (permission.Text("principal") == "*") yield return new Finding("open-principal", permission.Address, "Everybody may invoke the function.");
        if (permission.Text("principal")?.EndsWith(".amazonaws.com", StringComparison.Ordinal) == true && !IsGiven("source_arn") && !IsGiven("source_account"))
            yield return new Finding("service-source", permission.Address, $"{permission.Text("principal")} may invoke the function for anybody.");

        bool IsGiven(string name) => permission.Text(name) is not null || permission.IsUnknown(name);
    }

    private static IEnumerable<Finding> Attachment(PlannedResource attachment)
    {
        string[] wide = ["AdministratorAccess", "PowerUserAccess", "FullAccess", "ReadWrite"];
        if (attachment.Text("policy_arn") is { } arn && arn.Contains(":iam::aws:policy/", StringComparison.Ordinal) && wide.Any(word => arn.Contains(word, StringComparison.Ordinal)))
            yield return new Finding("wide-managed-policy", attachment.Address, $"{arn} allows far more than one purpose.");
    }
}
