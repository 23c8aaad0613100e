# What is made, for which inputs. Any file stands for the package: nothing unpacks it.

mock_provider "aws" {
  source = "../../tests/mocks"
}

variables {
  name              = "dcv"
  vpc_id            = "vpc-0a1b2c3d4e5f60718"
  subnet_ids        = ["subnet-1a"]
  endpoint          = { allowed_cidrs = ["10.64.0.0/16"] }
  functions_package = { filename = "tests/shape.tftest.hcl" }
}

run "the_table_is_the_one_of_the_guide" {
  command = plan

  assert {
    condition     = aws_dynamodb_table.tokens.name == "dcv-tokens" && aws_dynamodb_table.tokens.billing_mode == "PAY_PER_REQUEST" && aws_dynamodb_table.tokens.hash_key == "AuthToken" && aws_dynamodb_table.tokens.range_key == null
    error_message = "one key, paid by request"
  }

  assert {
    condition     = { for attribute in aws_dynamodb_table.tokens.attribute : attribute.name => attribute.type } == { AuthToken = "S", UserKey = "S", LabelKey = "S", AuditPending = "S", Position = "N" }
    error_message = "the attributes that are keys"
  }

  assert {
    condition = { for index in aws_dynamodb_table.tokens.global_secondary_index : index.name => join(" ", compact([index.hash_key, index.range_key, index.projection_type, join(",", coalesce(index.non_key_attributes, []))])) } == {
      UserIndex    = "UserKey Position INCLUDE ExpiresAt"
      LabelIndex   = "LabelKey Position KEYS_ONLY"
      PendingIndex = "AuditPending KEYS_ONLY"
    }
    error_message = "three indexes, with what docs/aws.md projects into them"
  }

  assert {
    condition     = aws_dynamodb_table.tokens.ttl[0].enabled && aws_dynamodb_table.tokens.ttl[0].attribute_name == "ExpirationTime"
    error_message = "DynamoDB removes what is expired"
  }

  assert {
    condition     = aws_dynamodb_table.tokens.point_in_time_recovery[0].enabled && aws_dynamodb_table.tokens.point_in_time_recovery[0].recovery_period_in_days == 35
    error_message = "it can be restored"
  }

  assert {
    condition     = aws_dynamodb_table.tokens.deletion_protection_enabled
    error_message = "it refuses to be deleted"
  }
}

run "the_api_is_private" {
  command = plan

  assert {
    condition     = aws_api_gateway_rest_api.this.endpoint_configuration[0].types == tolist(["PRIVATE"])
    error_message = "nobody reaches it from the internet"
  }

  assert {
    condition     = alltrue([for method in aws_api_gateway_method.verify : method.http_method == "POST" && method.authorization == "NONE"]) && aws_api_gateway_resource.validate_token.path_part == "ValidateToken"
    error_message = "POST on the root and on /ValidateToken"
  }

  assert {
    condition     = alltrue([for integration in aws_api_gateway_integration.verify : integration.type == "AWS_PROXY" && integration.integration_http_method == "POST"])
    error_message = "validate-token takes a proxy's events alone"
  }

  assert {
    condition     = aws_api_gateway_method_settings.this.settings[0].data_trace_enabled == false && aws_api_gateway_method_settings.this.settings[0].logging_level == "OFF"
    error_message = "tokens must not come into a log"
  }

  assert {
    condition     = aws_api_gateway_method_settings.this.settings[0].throttling_rate_limit == 100 && aws_api_gateway_method_settings.this.settings[0].throttling_burst_limit == 200
    error_message = "throttled"
  }

  assert {
    condition     = length(aws_cloudwatch_log_group.access) == 0 && length(aws_api_gateway_stage.this.access_log_settings) == 0
    error_message = "an access log needs what only the account can have"
  }
}

run "an_access_log" {
  command = plan

  variables {
    access_log = true
  }

  assert {
    condition     = aws_cloudwatch_log_group.access["this"].retention_in_days == 90
    error_message = "kept for as long as the others"
  }

  assert {
    condition     = !can(regex("(?i)body|query|authenticationToken|context\\.path\"", aws_api_gateway_stage.this.access_log_settings[0].format)) && can(jsondecode(aws_api_gateway_stage.this.access_log_settings[0].format))
    error_message = "JSON, and nothing in it that could be a token"
  }
}

run "three_functions_of_one_package" {
  command = plan

  assert {
    condition     = keys(module.function) == ["get-token", "purge-grants", "validate-token"]
    error_message = "by their handlers"
  }

  assert {
    condition     = local.functions["validate-token"].store == "dynamodb://dcv-tokens?region=eu-west-1" && local.functions["get-token"].store == local.functions["validate-token"].store
    error_message = "over one table"
  }

  assert {
    condition     = aws_cloudwatch_event_rule.purge["this"].schedule_expression == "rate(10 minutes)"
    error_message = "as often as a broker purges"
  }
}

run "no_purge" {
  command = plan

  variables {
    purge_schedule = null
  }

  assert {
    condition     = keys(module.function) == ["get-token", "validate-token"] && length(aws_cloudwatch_event_rule.purge) + length(aws_cloudwatch_event_target.purge) + length(aws_lambda_permission.purge) == 0
    error_message = "a broker does it then"
  }

  assert {
    condition     = output.purge_grants_function_name == null
    error_message = "and there is no name"
  }
}

run "no_alarms" {
  command = plan

  variables {
    alarms = null
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.denials) + length(aws_cloudwatch_metric_alarm.api) + length(aws_cloudwatch_log_metric_filter.denials) == 0 && length(output.alarm_arns) == 0
    error_message = "no alarm, and no metric that nobody watches"
  }
}

run "denials_are_counted_in_the_log" {
  command = plan

  variables {
    alarms = { denials = 5, actions = ["arn:aws:sns:eu-west-1:123456789012:alerts"] }
  }

  assert {
    condition     = aws_cloudwatch_log_metric_filter.denials["this"].pattern == "{ $.eventId = 1002 }" && aws_cloudwatch_log_metric_filter.denials["this"].metric_transformation[0].name == aws_cloudwatch_metric_alarm.denials["this"].metric_name && aws_cloudwatch_log_metric_filter.denials["this"].metric_transformation[0].namespace == aws_cloudwatch_metric_alarm.denials["this"].namespace
    error_message = "the alarm watches what the filter counts"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.denials["this"].threshold == 5 && aws_cloudwatch_metric_alarm.denials["this"].alarm_actions == toset(["arn:aws:sns:eu-west-1:123456789012:alerts"])
    error_message = "as asked for"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.api["5xx"].dimensions == tomap({ ApiName = "dcv-verifier", Stage = "Beta" })
    error_message = "5xx of this stage"
  }
}

run "no_host_role" {
  command = plan

  variables {
    host_role = { create = false }
  }

  assert {
    condition     = length(aws_iam_role.host) + length(aws_iam_role_policy.host) + length(aws_iam_role_policy_attachment.host_ssm) + length(aws_iam_instance_profile.host) == 0
    error_message = "whoever has one attaches the policy"
  }

  assert {
    condition     = output.host_role_name == null && output.host_role_arn == null && output.host_instance_profile_name == null
    error_message = "and there is no name"
  }
}

run "issuers_are_named_one_by_one" {
  command = plan

  variables {
    issuer_principals = { portal = "arn:aws:iam::123456789012:role/portal", anna = "arn:aws:iam::210987654321:user/anna" }
  }

  assert {
    condition = { for key, permission in aws_lambda_permission.issuers : key => [permission.principal, permission.action, permission.function_name, permission.statement_id] } == {
      portal = ["arn:aws:iam::123456789012:role/portal", "lambda:InvokeFunction", "dcv-get-token", "issuer-portal"]
      anna   = ["arn:aws:iam::210987654321:user/anna", "lambda:InvokeFunction", "dcv-get-token", "issuer-anna"]
    }
    error_message = "and they may invoke get-token alone"
  }
}

run "nobody_issues_by_default" {
  command = plan

  assert {
    condition     = length(aws_lambda_permission.issuers) == 0
    error_message = "closed unless somebody is named"
  }
}

run "a_key_of_ones_own" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
    access_log  = true
  }

  assert {
    condition     = aws_dynamodb_table.tokens.server_side_encryption[0].enabled && aws_dynamodb_table.tokens.server_side_encryption[0].kms_key_arn == "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
    error_message = "for the table"
  }

  assert {
    condition     = aws_cloudwatch_log_group.access["this"].kms_key_id == "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
    error_message = "for the logs"
  }
}

run "what_others_take" {
  variables {
    stage_name = "prod"
    table      = { name = "AuthenticationTokensTable", legacy_plaintext = true }
  }

  assert {
    condition     = output.verifier_url == "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/prod/"
    error_message = "what Set-DcvTokenVerifier -Uri takes"
  }

  assert {
    condition     = output.table_uri == "dynamodb://AuthenticationTokensTable?region=eu-west-1&legacy=plaintext"
    error_message = "what New-DcvAuthToken -Store takes"
  }

  assert {
    condition     = output.get_token_function_name == "dcv-get-token" && output.validate_token_function_name == "dcv-validate-token" && output.purge_grants_function_name == "dcv-purge-grants"
    error_message = "the functions by name"
  }

  assert {
    condition     = output.host_role_name == "dcv-host-eu-west-1" && output.host_instance_profile_name == "dcv-host-eu-west-1"
    error_message = "role and profile of the hosts"
  }

  assert {
    condition     = output.api_method_arns == ["arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/prod/POST/", "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/prod/POST/ValidateToken"]
    error_message = "the two methods"
  }

  assert {
    condition     = keys(output.alarm_arns) == ["api-4xx", "api-5xx", "denials", "get-token-errors", "get-token-faults", "get-token-throttles", "purge-grants-errors", "purge-grants-faults", "purge-grants-throttles", "validate-token-errors", "validate-token-faults", "validate-token-throttles"]
    error_message = "every alarm"
  }
}

run "in_china" {
  override_data {
    target = data.aws_region.this
    values = {
      id = "cn-north-1"
    }
  }

  override_data {
    target = data.aws_partition.this
    values = {
      partition          = "aws-cn"
      dns_suffix         = "amazonaws.com.cn"
      reverse_dns_prefix = "cn.com.amazonaws"
    }
  }

  assert {
    condition     = output.verifier_url == "https://a1b2c3d4e5.execute-api.cn-north-1.amazonaws.com.cn/Beta/" && aws_vpc_endpoint.this["this"].service_name == "cn.com.amazonaws.cn-north-1.execute-api"
    error_message = "names follow the partition"
  }

  assert {
    condition     = aws_iam_role_policy_attachment.host_ssm["this"].policy_arn == "arn:aws-cn:iam::aws:policy/AmazonSSMManagedInstanceCore" && jsondecode(aws_iam_role.host["this"].assume_role_policy).Statement[0].Principal.Service == "ec2.amazonaws.com.cn"
    error_message = "and so do ARNs and principals"
  }
}
