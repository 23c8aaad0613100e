# The real provider without a network: its own schema and checks, and policies as they are sent.

provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

override_resource {
  target          = aws_cloudwatch_log_group.this
  override_during = plan
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/dcv-get-token"
  }
}

variables {
  name      = "dcv-get-token"
  role_name = "dcv-get-token-eu-west-1"
  function = {
    description = "Issues tokens"
    handler     = "get-token"
    package     = { filename = "tests/function.tftest.hcl" }
    policy      = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"dynamodb:GetItem\",\"Resource\":\"arn:aws:dynamodb:eu-west-1:123456789012:table/dcv-tokens\"}]}"
    environment = { DCVADMIN_STORE = "dynamodb://dcv-tokens?region=eu-west-1" }
  }
}

run "as_it_comes" {
  command = plan

  assert {
    condition     = aws_lambda_function.this.runtime == "provided.al2023" && aws_lambda_function.this.handler == "get-token" && tolist(aws_lambda_function.this.architectures) == tolist(["x86_64"])
    error_message = "the handler names the function in the package"
  }

  assert {
    condition     = aws_lambda_function.this.source_code_hash == filebase64sha256("tests/function.tftest.hcl")
    error_message = "the content of the package decides whether there is something to deploy"
  }

  assert {
    condition     = aws_lambda_function.this.reserved_concurrent_executions == -1
    error_message = "nothing is reserved"
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.name == "/aws/lambda/dcv-get-token" && aws_cloudwatch_log_group.this.retention_in_days == 90
    error_message = "the group that Lambda writes to, with a retention"
  }

  assert {
    condition = jsondecode(aws_iam_role.this.assume_role_policy) == {
      Version   = "2012-10-17"
      Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
    }
    error_message = "the role is Lambda's alone"
  }

  assert {
    condition = jsondecode(aws_iam_role_policy.logs.policy) == {
      Version = "2012-10-17"
      Statement = [{
        Sid      = "Log"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/dcv-get-token:*"
      }]
    }
    error_message = "it writes into its own group alone, and makes none"
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.function.policy) == jsondecode(var.function.policy)
    error_message = "and else what it was given"
  }

  assert {
    condition = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => [alarm.namespace, alarm.metric_name, alarm.alarm_name] } == {
      errors    = ["AWS/Lambda", "Errors", "dcv-get-token-errors"]
      throttles = ["AWS/Lambda", "Throttles", "dcv-get-token-throttles"]
      faults    = ["DcvAdmin", "dcv-get-token-faults", "dcv-get-token-faults"]
    }
    error_message = "three alarms"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["errors"].dimensions == tomap({ FunctionName = "dcv-get-token" }) && aws_cloudwatch_metric_alarm.this["throttles"].dimensions == tomap({ FunctionName = "dcv-get-token" }) && aws_cloudwatch_metric_alarm.this["faults"].dimensions == null
    error_message = "of this function; the metric of the log has its name in itself"
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : alarm.statistic == "Sum" && alarm.threshold == 0 && alarm.comparison_operator == "GreaterThanThreshold" && alarm.treat_missing_data == "notBreaching"])
    error_message = "one is too many"
  }

  assert {
    condition     = aws_cloudwatch_log_metric_filter.faults["faults"].pattern == "{ ($.level = \"ERROR\") || ($.level = \"FATAL\") }" && aws_cloudwatch_log_metric_filter.faults["faults"].log_group_name == "/aws/lambda/dcv-get-token"
    error_message = "lines of this function's log"
  }

  assert {
    condition     = aws_cloudwatch_log_metric_filter.faults["faults"].metric_transformation[0].name == aws_cloudwatch_metric_alarm.this["faults"].metric_name && aws_cloudwatch_log_metric_filter.faults["faults"].metric_transformation[0].namespace == aws_cloudwatch_metric_alarm.this["faults"].namespace
    error_message = "the alarm watches what the filter counts"
  }
}

run "no_alarms" {
  command = plan

  variables {
    alarms = null
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) + length(aws_cloudwatch_log_metric_filter.faults) == 0
    error_message = "no alarm, and no metric that nobody watches"
  }
}

run "alarms_that_notify" {
  command = plan

  variables {
    alarms = { actions = ["arn:aws:sns:eu-west-1:123456789012:alerts"] }
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_actions == toset(["arn:aws:sns:eu-west-1:123456789012:alerts"]) && alarm.ok_actions == alarm.alarm_actions])
    error_message = "when it begins and when it is over"
  }
}

run "a_package_that_has_its_hash" {
  command = plan

  variables {
    function = {
      description = "Issues tokens"
      handler     = "get-token"
      package     = { filename = "tests/function.tftest.hcl", sha256 = upper(filesha256("tests/function.tftest.hcl")) }
      policy      = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
      environment = { DCVADMIN_STORE = "dynamodb://dcv-tokens?region=eu-west-1" }
    }
  }

  assert {
    condition     = aws_lambda_function.this.filename == "tests/function.tftest.hcl"
    error_message = "in capitals too, as Get-FileHash writes it"
  }
}

run "from_s3" {
  command = plan

  variables {
    function = {
      description  = "Issues tokens"
      handler      = "get-token"
      package      = { s3 = { bucket = "packages", key = "functions.zip", version = "3sL4kqtJlcpXroDTDmJ" } }
      policy       = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
      environment  = { DCVADMIN_STORE = "dynamodb://dcv-tokens?region=eu-west-1" }
      architecture = "arm64"
    }
  }

  assert {
    condition     = aws_lambda_function.this.filename == null && aws_lambda_function.this.s3_bucket == "packages" && aws_lambda_function.this.s3_key == "functions.zip" && aws_lambda_function.this.s3_object_version == "3sL4kqtJlcpXroDTDmJ"
    error_message = "the object's version decides whether there is something to deploy"
  }

  assert {
    condition     = tolist(aws_lambda_function.this.architectures) == tolist(["arm64"])
    error_message = "as the package was built"
  }
}

run "boundary_path_key_and_tags" {
  command = plan

  variables {
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary"
    role_path                = "/dcv/"
    kms_key_arn              = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
    tags                     = { Project = "dcv" }
  }

  assert {
    condition     = aws_iam_role.this.permissions_boundary == "arn:aws:iam::123456789012:policy/boundary" && aws_iam_role.this.path == "/dcv/"
    error_message = "on the role"
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.kms_key_id == "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
    error_message = "on the log group"
  }

  assert {
    condition     = alltrue([for tags in [aws_lambda_function.this.tags, aws_iam_role.this.tags, aws_cloudwatch_log_group.this.tags, aws_cloudwatch_metric_alarm.this["errors"].tags] : tags == tomap({ Project = "dcv" })])
    error_message = "on everything"
  }
}
