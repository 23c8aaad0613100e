using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace DcvAdmin.Terraform.Tests.Policy;

/// <summary>The lengths that AWS accepts. Terraform knows most of them at the plan, but not all.</summary>
internal static class NameRules
{
    // What Terraform puts behind a prefix.
    private const int Suffix = 26;

    private const int TagKey = 128;
    private const int TagValue = 256;

    private static readonly (string Type, string Attribute, int Limit)[] Limits =
    [
        ("aws_iam_role", "name", 64), ("aws_iam_role", "description", 1000), ("aws_iam_policy", "name", 128), ("aws_iam_role_policy", "name", 128), ("aws_iam_instance_profile", "name", 128),
        ("aws_lambda_function", "function_name", 64), ("aws_lambda_function", "description", 256), ("aws_lambda_permission", "statement_id", 100),
        ("aws_security_group", "name", 255), ("aws_security_group", "description", 255), ("aws_vpc_security_group_ingress_rule", "description", 255), ("aws_vpc_security_group_egress_rule", "description", 255),
        ("aws_cloudwatch_metric_alarm", "alarm_name", 255), ("aws_cloudwatch_metric_alarm", "alarm_description", 1024), ("aws_cloudwatch_log_group", "name", 512),
        ("aws_cloudwatch_log_metric_filter", "name", 512), ("aws_cloudwatch_event_rule", "name", 64), ("aws_cloudwatch_event_rule", "description", 512), ("aws_cloudwatch_event_target", "target_id", 64),
        ("aws_scheduler_schedule", "name", 64), ("aws_scheduler_schedule_group", "name", 64), ("aws_dynamodb_table", "name", 255), ("aws_api_gateway_rest_api", "name", 1024),
        ("aws_api_gateway_stage", "stage_name", 128), ("aws_s3_bucket", "bucket", 63), ("aws_sns_topic", "name", 256), ("aws_sqs_queue", "name", 80), ("aws_kms_alias", "name", 256),
        ("aws_launch_template", "name", 128), ("aws_ssm_document", "name", 128), ("aws_ssm_parameter", "name", 1011), ("aws_imagebuilder_component", "name", 128), ("aws_imagebuilder_image_recipe", "name", 128),
        ("aws_imagebuilder_infrastructure_configuration", "name", 128), ("aws_imagebuilder_distribution_configuration", "name", 128), ("aws_imagebuilder_image_pipeline", "name", 128),
        ("aws_imagebuilder_lifecycle_policy", "name", 128),
    ];

    public static IEnumerable<Finding> Check(PlannedResource resource) => [.. Names(resource), .. Tags(resource)];

    private static IEnumerable<Finding> Names(PlannedResource resource) =>
        from limit in Limits
        where limit.Type == resource.Type
        from place in (IEnumerable<(string Attribute, int More)>)[(limit.Attribute, 0), ($"{limit.Attribute}_prefix", Suffix)]
        let text = resource.Text(place.Attribute)
        // Where there is only a prefix, the whole name is made of it.
        where text is not null && text.Length + place.More > limit.Limit && (place.More > 0 || resource.Text($"{limit.Attribute}_prefix") is null or "")
        where place.More == 0 || text.Length > 0
        select new Finding("name-length", resource.Address, $"{place.Attribute} would have {text.Length + place.More} characters, AWS takes {limit.Limit}: {text}");

    private static IEnumerable<Finding> Tags(PlannedResource resource) =>
        from tag in resource.Values.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Object ? tags.EnumerateObject() : default
        where tag.Name.Length > TagKey || (tag.Value.ValueKind == JsonValueKind.String && tag.Value.GetString()!.Length > TagValue)
        select new Finding("name-length", resource.Address, $"The tag {tag.Name} is longer than AWS takes.");
}
