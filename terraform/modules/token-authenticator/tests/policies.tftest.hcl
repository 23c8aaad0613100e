# The real provider without a network: its own schema and checks, and every policy statement by statement, as it is sent.

provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

override_data {
  target = data.aws_vpc.this
  values = {
    enable_dns_support   = true
    enable_dns_hostnames = true
  }
}

override_data {
  target = data.aws_vpc_endpoint_service.execute_api
  values = {
    availability_zones = ["eu-west-1a"]
  }
}

override_data {
  target = data.aws_subnet.endpoint
  values = {
    vpc_id            = "vpc-0a1b2c3d4e5f60718"
    availability_zone = "eu-west-1a"
  }
}

override_resource {
  target          = aws_dynamodb_table.tokens
  override_during = plan
  values = {
    arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/dcv-tokens"
  }
}

override_resource {
  target          = aws_vpc_endpoint.this
  override_during = plan
  values = {
    id = "vpce-0a1b2c3d4e5f60718"
  }
}

override_resource {
  target          = aws_api_gateway_rest_api.this
  override_during = plan
  values = {
    id               = "a1b2c3d4e5"
    execution_arn    = "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5"
    root_resource_id = "r1s2t3u4v5"
  }
}

variables {
  name              = "dcv"
  vpc_id            = "vpc-0a1b2c3d4e5f60718"
  subnet_ids        = ["subnet-1a"]
  endpoint          = { allowed_security_group_ids = { hosts = "sg-0a1b2c3d4e5f60718" } }
  functions_package = { filename = "tests/policies.tftest.hcl" }
}

run "who_reaches_the_api" {
  command = plan

  assert {
    condition = jsondecode(aws_api_gateway_rest_api_policy.this.policy) == {
      Version = "2012-10-17"
      Statement = [
        {
          Sid       = "OnlyThroughTheEndpoint"
          Effect    = "Deny"
          Principal = "*"
          Action    = "execute-api:Invoke"
          Resource  = "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/*"
          Condition = { StringNotEquals = { "aws:SourceVpce" = "vpce-0a1b2c3d4e5f60718" } }
        },
        {
          Sid       = "Verify"
          Effect    = "Allow"
          Principal = "*"
          Action    = "execute-api:Invoke"
          Resource = [
            "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/Beta/POST/",
            "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/Beta/POST/ValidateToken",
          ]
        },
      ]
    }
    error_message = "denied to all but the endpoint, allowed for the two methods"
  }

  assert {
    condition = jsondecode(aws_vpc_endpoint_policy.this["this"].policy) == {
      Version = "2012-10-17"
      Statement = [{
        Sid       = "Verify"
        Effect    = "Allow"
        Principal = "*"
        Action    = "execute-api:Invoke"
        Resource = [
          "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/Beta/POST/",
          "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/Beta/POST/ValidateToken",
        ]
      }]
    }
    error_message = "the endpoint leads to this API alone"
  }

  assert {
    condition = { for key, permission in aws_lambda_permission.api : key => [permission.principal, permission.source_arn, permission.function_name] } == {
      root = ["apigateway.amazonaws.com", "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/Beta/POST/", "dcv-validate-token"]
      path = ["apigateway.amazonaws.com", "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/Beta/POST/ValidateToken", "dcv-validate-token"]
    }
    error_message = "the API invokes validate-token, by its two methods"
  }
}

run "the_verifier_reads_redeems_and_records" {
  command = plan

  assert {
    condition = jsondecode(module.function["validate-token"].policy) == {
      Version = "2012-10-17"
      Statement = [
        {
          Sid       = "Verify"
          Effect    = "Allow"
          Action    = ["dynamodb:UpdateItem", "dynamodb:GetItem"]
          Resource  = "arn:aws:dynamodb:eu-west-1:123456789012:table/dcv-tokens"
          Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["grant#*"] }, Null = { "dynamodb:LeadingKeys" = "false" } }
        },
        {
          Sid       = "Record"
          Effect    = "Allow"
          Action    = "dynamodb:PutItem"
          Resource  = "arn:aws:dynamodb:eu-west-1:123456789012:table/dcv-tokens"
          Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["pending#*"] }, Null = { "dynamodb:LeadingKeys" = "false" } }
        },
      ]
    }
    error_message = "as docs/aws.md has it"
  }
}

run "with_tokens_in_clear_it_reads_any_item" {
  command = plan

  variables {
    table = { legacy_plaintext = true }
  }

  assert {
    condition = jsondecode(module.function["validate-token"].policy).Statement[2] == {
      Sid      = "Legacy"
      Effect   = "Allow"
      Action   = "dynamodb:GetItem"
      Resource = "arn:aws:dynamodb:eu-west-1:123456789012:table/dcv-tokens"
    }
    error_message = "they have keys that nobody can name beforehand"
  }

  assert {
    condition     = local.functions["validate-token"].store == "dynamodb://dcv-tokens?region=eu-west-1&legacy=plaintext" && local.functions["get-token"].store == "dynamodb://dcv-tokens?region=eu-west-1"
    error_message = "none but the verifier honours them"
  }
}

run "the_issuer_issues" {
  command = plan

  assert {
    condition = jsondecode(module.function["get-token"].policy) == {
      Version = "2012-10-17"
      Statement = [
        {
          Sid       = "Issue"
          Effect    = "Allow"
          Action    = ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:DeleteItem"]
          Resource  = "arn:aws:dynamodb:eu-west-1:123456789012:table/dcv-tokens"
          Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["grant#*"] }, Null = { "dynamodb:LeadingKeys" = "false" } }
        },
        {
          Sid       = "Count"
          Effect    = "Allow"
          Action    = "dynamodb:UpdateItem"
          Resource  = "arn:aws:dynamodb:eu-west-1:123456789012:table/dcv-tokens"
          Condition = { "ForAllValues:StringEquals" = { "dynamodb:LeadingKeys" = ["meta#position"] }, Null = { "dynamodb:LeadingKeys" = "false" } }
        },
      ]
    }
    error_message = "it neither lists nor changes grants"
  }
}

run "the_purge_collects_and_removes" {
  command = plan

  assert {
    condition = jsondecode(module.function["purge-grants"].policy) == {
      Version = "2012-10-17"
      Statement = [
        {
          Sid       = "Collect"
          Effect    = "Allow"
          Action    = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:UpdateItem"]
          Resource  = "arn:aws:dynamodb:eu-west-1:123456789012:table/dcv-tokens"
          Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["grant#*", "pending#*", "audit#head"] }, Null = { "dynamodb:LeadingKeys" = "false" } }
        },
        {
          Sid       = "Chain"
          Effect    = "Allow"
          Action    = "dynamodb:PutItem"
          Resource  = "arn:aws:dynamodb:eu-west-1:123456789012:table/dcv-tokens"
          Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["audit#*", "pending#*"] }, Null = { "dynamodb:LeadingKeys" = "false" } }
        },
        {
          Sid       = "Remove"
          Effect    = "Allow"
          Action    = "dynamodb:DeleteItem"
          Resource  = "arn:aws:dynamodb:eu-west-1:123456789012:table/dcv-tokens"
          Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["grant#*"] }, Null = { "dynamodb:LeadingKeys" = "false" } }
        },
        {
          Sid      = "FindPending"
          Effect   = "Allow"
          Action   = "dynamodb:Query"
          Resource = "arn:aws:dynamodb:eu-west-1:123456789012:table/dcv-tokens/index/PendingIndex"
        },
        {
          Sid      = "FindExpired"
          Effect   = "Allow"
          Action   = "dynamodb:Scan"
          Resource = "arn:aws:dynamodb:eu-west-1:123456789012:table/dcv-tokens/index/UserIndex"
        },
      ]
    }
    error_message = "it puts no grant, and removes no audit record"
  }
}

run "a_key_is_used_by_way_of_the_table" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
  }

  assert {
    condition = alltrue([for function in values(module.function) : [for statement in jsondecode(function.policy).Statement : statement if statement.Sid == "TableKey"] == [{
      Sid       = "TableKey"
      Effect    = "Allow"
      Action    = ["kms:Decrypt", "kms:DescribeKey"]
      Resource  = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
      Condition = { StringEquals = { "kms:ViaService" = "dynamodb.eu-west-1.amazonaws.com" } }
    }]])
    error_message = "and for nothing else"
  }
}

run "a_host_asks_and_reads_its_licence" {
  command = plan

  assert {
    condition = jsondecode(aws_iam_role_policy.host["this"].policy) == {
      Version = "2012-10-17"
      Statement = [
        {
          Sid    = "Verify"
          Effect = "Allow"
          Action = "execute-api:Invoke"
          Resource = [
            "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/Beta/POST/",
            "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/Beta/POST/ValidateToken",
          ]
        },
        {
          Sid      = "License"
          Effect   = "Allow"
          Action   = "s3:GetObject"
          Resource = "arn:aws:s3:::dcv-license.eu-west-1/*"
        },
      ]
    }
    error_message = "on exactly this API, and the licence bucket of the region"
  }

  assert {
    condition     = output.host_policy_json == local.host_policy && aws_iam_role_policy_attachment.host_ssm["this"].policy_arn == "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
    error_message = "and is managed by Systems Manager"
  }

  assert {
    condition = jsondecode(aws_iam_role.host["this"].assume_role_policy) == {
      Version   = "2012-10-17"
      Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
    }
    error_message = "instances alone take the role"
  }
}

run "a_host_without_the_licence_bucket" {
  command = plan

  variables {
    host_role = { license_bucket = false }
  }

  assert {
    condition     = [for statement in jsondecode(output.host_policy_json).Statement : statement.Sid] == ["Verify"]
    error_message = "where the licence comes from a server"
  }
}

run "what_a_stage_serves_follows_from_what_is_set" {
  command = plan

  # Nothing that the provider reads back: that changes by itself, and each plan would replace the deployment.
  assert {
    condition = aws_api_gateway_deployment.this.triggers == tomap({ inputs = sha1(jsonencode([
      local.api_policy,
      {
        http_method             = "POST"
        authorization           = "NONE"
        type                    = "AWS_PROXY"
        integration_http_method = "POST"
        uri                     = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:dcv-validate-token/invocations"
      },
      { root = "/", path = "/ValidateToken" },
    ])) })
    error_message = "policy, integration and methods"
  }

  # Not by the function's own attribute: what the deployment comes from is made before the old one goes, and roles and functions cannot stand beside others of their name.
  assert {
    condition     = alltrue([for integration in aws_api_gateway_integration.verify : integration.uri == local.method.uri]) && module.function["validate-token"].name == "dcv-validate-token"
    error_message = "the integration names the function that is made here"
  }
}

run "the_longest_names" {
  command = plan

  override_data {
    target = data.aws_region.this
    values = {
      id = "us-isof-south-1"
    }
  }

  variables {
    name       = "a2345678901234567890123456789012"
    stage_name = "b2345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678"
  }

  assert {
    condition     = alltrue([for key in keys(local.functions) : length(module.function[key].role_name) <= 64 && length(module.function[key].name) <= 64])
    error_message = "IAM ends role names at 64, Lambda function names at 64"
  }

  assert {
    condition     = length(aws_iam_role.host["this"].name) <= 64 && length(aws_iam_instance_profile.host["this"].name) <= 128
    error_message = "IAM ends role names at 64, profile names at 128"
  }

  assert {
    condition     = length(aws_cloudwatch_event_rule.purge["this"].name) <= 64 && length(aws_dynamodb_table.tokens.name) <= 255 && length(aws_security_group.endpoint["this"].name) <= 255 && length(aws_cloudwatch_metric_alarm.denials["this"].alarm_name) <= 255 && length(aws_api_gateway_stage.this.stage_name) == 128
    error_message = "EventBridge ends rule names at 64, the others later"
  }
}

run "the_shortest_name" {
  command = plan

  variables {
    name = "d"
  }

  assert {
    condition     = length(aws_dynamodb_table.tokens.name) >= 3
    error_message = "DynamoDB begins table names at 3"
  }
}

run "another_api_goes_by_the_same_endpoint" {
  command = plan

  variables {
    endpoint = { allowed_cidrs = ["10.64.0.0/16"], other_api_arns = ["arn:aws:execute-api:eu-west-1:123456789012:z9y8x7w6v5/Beta/POST/"] }
  }

  assert {
    condition = jsondecode(aws_vpc_endpoint_policy.this["this"].policy).Statement[0].Resource == [
      "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/Beta/POST/",
      "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/Beta/POST/ValidateToken",
      "arn:aws:execute-api:eu-west-1:123456789012:z9y8x7w6v5/Beta/POST/",
    ]
    error_message = "the endpoint lets it through"
  }

  assert {
    condition     = !strcontains(aws_api_gateway_rest_api_policy.this.policy, "z9y8x7w6v5")
    error_message = "and our API knows nothing of it"
  }
}
