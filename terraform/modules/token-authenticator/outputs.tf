locals {
  # With private DNS the API's name leads to the endpoint from anywhere in the VPC; without, the name that API Gateway makes for API and endpoint together does.
  api_host = join("", [
    aws_api_gateway_rest_api.this.id,
    var.endpoint.private_dns ? "" : "-${local.endpoint_id}",
    ".execute-api.${local.region}.${data.aws_partition.this.dns_suffix}",
  ])
}

output "verifier_url" {
  description = "What DCV hosts are to ask: `Set-DcvTokenVerifier -Uri`. Its certificate is AWS's, so no CA file is needed."
  value       = "https://${local.api_host}/${aws_api_gateway_stage.this.stage_name}/"

  # Where a reader acts on it, it works.
  depends_on = [aws_lambda_permission.api, aws_api_gateway_method_settings.this, aws_vpc_endpoint_policy.this]
}

output "table_uri" {
  description = "The table as cmdlets and brokers take it: `New-DcvAuthToken -Store`."
  value       = local.validate_store
}

output "table_name" {
  description = "Name of the table."
  value       = aws_dynamodb_table.tokens.name
}

output "table_arn" {
  description = "ARN of the table."
  value       = local.table_arn
}

output "api_id" {
  description = "Id of the REST API."
  value       = aws_api_gateway_rest_api.this.id
}

output "api_method_arns" {
  description = "ARNs of the two methods, for policies of one's own on execute-api:Invoke."
  value       = [local.invoke_arns.root, local.invoke_arns.path]
}

output "get_token_function_name" {
  description = "Name of the function that issues tokens: `aws lambda invoke --function-name`."
  value       = module.function["get-token"].name
}

output "get_token_function_arn" {
  description = "ARN of the function that issues tokens, for policies on lambda:InvokeFunction."
  value       = module.function["get-token"].arn
}

output "validate_token_function_name" {
  description = "Name of the function that answers DCV servers."
  value       = module.function["validate-token"].name
}

output "validate_token_function_arn" {
  description = "ARN of the function that answers DCV servers."
  value       = module.function["validate-token"].arn
}

output "purge_grants_function_name" {
  description = "Name of the function that collects audit records and removes expired tokens; null without."
  value       = one([for key, function in module.function : function.name if key == "purge-grants"])
}

output "host_role_name" {
  description = "Name of the DCV hosts' role; null without."
  value       = one([for role in aws_iam_role.host : role.name])
}

output "host_role_arn" {
  description = "ARN of the DCV hosts' role; null without."
  value       = one([for role in aws_iam_role.host : role.arn])
}

output "host_instance_profile_name" {
  description = "Name of the DCV hosts' instance profile; null without."
  value       = one([for profile in aws_iam_instance_profile.host : profile.name])
}

output "host_policy_json" {
  description = "What a DCV host needs of this verifier, for a role of one's own."
  value       = local.host_policy
}

output "endpoint_id" {
  description = "Id of the endpoint by which the API is reached."
  value       = local.endpoint_id
}

output "endpoint_security_group_id" {
  description = "Id of the endpoint's security group; null for an endpoint that existed."
  value       = one([for group in aws_security_group.endpoint : group.id])
}

output "alarm_arns" {
  description = "ARNs of all alarms, by what they watch."
  value = merge(
    { for key, alarm in aws_cloudwatch_metric_alarm.denials : "denials" => alarm.arn },
    { for key, alarm in aws_cloudwatch_metric_alarm.api : "api-${key}" => alarm.arn },
    merge([for name, function in module.function : { for key, arn in function.alarm_arns : "${name}-${key}" => arn }]...),
  )
}
