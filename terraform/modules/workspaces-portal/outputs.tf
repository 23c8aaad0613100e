output "api_url" {
  description = "Where the portal's page and cmdlets ask: `/workspaces` follows it."
  value       = "https://${aws_api_gateway_rest_api.this.id}.execute-api.${local.region}.${data.aws_partition.this.dns_suffix}/${aws_api_gateway_stage.this.stage_name}"

  # Where a reader acts on it, it works.
  depends_on = [aws_lambda_permission.api, aws_api_gateway_method_settings.this]
}

output "api_id" {
  description = "Id of the REST API."
  value       = aws_api_gateway_rest_api.this.id
}

output "issuer" {
  description = "Issuer of the tokens: `PortalIssuer` of a broker on the same pool."
  value       = local.issuer
}

output "user_pool_id" {
  description = "Id of the user pool."
  value       = local.pool_id
}

output "client_id" {
  description = "Id of the app client that the page logs in with; null with a user pool that was there."
  value       = one([for client in aws_cognito_user_pool_client.this : client.id])
}

output "login_url" {
  description = "Where users log in: the page adds `/oauth2/authorize`, with response_type=code, its callback and PKCE. Null with a user pool that was there and no domain named."
  value       = local.domain == null ? null : "https://${local.domain}"
}

output "saml_entity_id" {
  description = "For the SAML provider: identifier of the relying party."
  value       = "urn:amazon:cognito:sp:${local.pool_id}"
}

output "saml_acs_url" {
  description = "For the SAML provider: where it posts assertions. Null with a user pool that was there and no domain named."
  value       = local.domain == null ? null : "https://${local.domain}/saml2/idpresponse"
}

output "inventory_uri" {
  description = "The inventory as cmdlets and brokers take it: `DCVADMIN_INVENTORY`."
  value       = local.inventory_uri
}

output "inventory_table_arn" {
  description = "ARN of the inventory's table."
  value       = local.inventory_arn
}

output "audit_uri" {
  description = "The store of the audit chain as cmdlets take it."
  value       = local.audit_uri
}

output "function_names" {
  description = "Names of the functions, by handler."
  value       = { for key, function in module.function : key => function.name }
}

output "role_arns" {
  description = "ARNs of the functions' roles, by handler."
  value       = { for key, function in module.function : key => function.role_arn }
}

output "alarm_arns" {
  description = "ARNs of all alarms, by what they watch."
  value = merge(
    { for key, alarm in aws_cloudwatch_metric_alarm.api : "api-${key}" => alarm.arn },
    { for key, alarm in aws_cloudwatch_metric_alarm.silence : "find-workspaces-silence" => alarm.arn },
    merge([for name, function in module.function : { for key, arn in function.alarm_arns : "${name}-${key}" => arn }]...),
  )
}
