# The real provider without a network: its own schema and checks, and policies as they are sent.

provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

override_data {
  target = data.aws_caller_identity.this
  values = {
    account_id = "123456789012"
  }
}

override_data {
  target = data.aws_availability_zones.this
  values = {
    names = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
  }
}

override_resource {
  target          = aws_cloudwatch_log_group.flow_logs
  override_during = plan
  values = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/vpc/dcv"
  }
}

variables {
  name = "dcv"
}

run "the_flow_logs_role_is_for_this_accounts_flow_logs" {
  command = plan

  assert {
    condition = jsondecode(aws_iam_role.flow_logs["this"].assume_role_policy) == {
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Principal = { Service = "vpc-flow-logs.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = {
          StringEquals = { "aws:SourceAccount" = "123456789012" }
          ArnLike      = { "aws:SourceArn" = "arn:aws:ec2:eu-west-1:123456789012:vpc-flow-log/*" }
        }
      }]
    }
    error_message = "nobody else's flow logs may be written by it"
  }

  assert {
    condition = jsondecode(aws_iam_role_policy.flow_logs["this"].policy) == {
      Version = "2012-10-17"
      Statement = [{
        Sid      = "Log"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"]
        Resource = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/vpc/dcv:*"
      }]
    }
    error_message = "it writes into its own group alone"
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

  override_data {
    target = data.aws_availability_zones.this
    values = {
      names = ["us-isof-south-1a", "us-isof-south-1b"]
    }
  }

  override_data {
    target = data.aws_vpc_endpoint_service.interface
    values = {
      availability_zones = ["us-isof-south-1a", "us-isof-south-1b"]
    }
  }

  variables {
    name                = "a2345678901234567890123456789012"
    interface_endpoints = ["ssm"]
  }

  assert {
    condition     = length(aws_iam_role.flow_logs["this"].name) <= 64
    error_message = "IAM ends role names at 64"
  }

  assert {
    condition     = length(aws_security_group.endpoints["this"].name) <= 255 && length(aws_cloudwatch_log_group.flow_logs["this"].name) <= 512
    error_message = "EC2 ends group names at 255, CloudWatch Logs at 512"
  }
}
