# What a provider without a cloud answers, for the tests of every module and example:
#
#   mock_provider "aws" {
#     source = "../../tests/mocks"
#   }
#
# The path counts from the folder that `terraform test` runs in. Where one resource's ARN or id goes into another, it has the shape that the provider, and our own validations, ask for.

mock_data "aws_region" {
  defaults = {
    id   = "eu-west-1"
    name = "eu-west-1"
  }
}

mock_data "aws_partition" {
  defaults = {
    partition          = "aws"
    dns_suffix         = "amazonaws.com"
    reverse_dns_prefix = "com.amazonaws"
  }
}

mock_data "aws_caller_identity" {
  defaults = {
    account_id = "123456789012"
  }
}

mock_data "aws_availability_zones" {
  defaults = {
    names = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
  }
}

mock_data "aws_vpc" {
  defaults = {
    cidr_block           = "10.64.0.0/16"
    enable_dns_support   = true
    enable_dns_hostnames = true
  }
}

mock_data "aws_subnet" {
  defaults = {
    vpc_id            = "vpc-0a1b2c3d4e5f60718"
    availability_zone = "eu-west-1a"
  }
}

mock_data "aws_vpc_endpoint" {
  defaults = {
    service_name        = "com.amazonaws.eu-west-1.execute-api"
    vpc_id              = "vpc-0a1b2c3d4e5f60718"
    private_dns_enabled = true
  }
}

mock_data "aws_vpc_endpoint_service" {
  defaults = {
    availability_zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
  }
}

mock_data "aws_ami" {
  defaults = {
    id = "ami-0a1b2c3d4e5f60718"
  }
}

mock_data "aws_ssm_parameter" {
  defaults = {
    arn = "arn:aws:ssm:eu-west-1::parameter/aws/service/mock"
  }
}

mock_data "aws_ami_ids" {
  defaults = {
    ids = ["ami-0a1b2c3d4e5f60718"]
  }
}

mock_data "aws_ssm_parameters_by_path" {
  defaults = {
    names = [
      "/aws/service/global-infrastructure/services/imagebuilder/regions/eu-west-1",
      "/aws/service/global-infrastructure/services/imagebuilder/regions/us-east-1",
    ]
  }
}

mock_data "aws_subnets" {
  defaults = {
    ids = ["subnet-0a1b2c3d4e5f60718"]
  }
}

mock_resource "aws_vpc" {
  defaults = {
    id  = "vpc-0a1b2c3d4e5f60718"
    arn = "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-0a1b2c3d4e5f60718"
  }
}

mock_resource "aws_subnet" {
  defaults = {
    id = "subnet-0a1b2c3d4e5f60718"
  }
}

mock_resource "aws_security_group" {
  defaults = {
    id = "sg-0a1b2c3d4e5f60718"
  }
}

mock_resource "aws_vpc_endpoint" {
  defaults = {
    id = "vpce-0a1b2c3d4e5f60718"
  }
}

mock_resource "aws_launch_template" {
  defaults = {
    id  = "lt-0a1b2c3d4e5f60718"
    arn = "arn:aws:ec2:eu-west-1:123456789012:launch-template/lt-0a1b2c3d4e5f60718"
  }
}

mock_resource "aws_iam_role" {
  defaults = {
    arn = "arn:aws:iam::123456789012:role/mock"
  }
}

mock_resource "aws_iam_policy" {
  defaults = {
    arn = "arn:aws:iam::123456789012:policy/mock"
  }
}

mock_resource "aws_iam_instance_profile" {
  defaults = {
    arn = "arn:aws:iam::123456789012:instance-profile/mock"
  }
}

mock_resource "aws_kms_key" {
  defaults = {
    arn = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
  }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = {
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:mock"
  }
}

mock_resource "aws_cloudwatch_metric_alarm" {
  defaults = {
    arn = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:mock"
  }
}

mock_resource "aws_cloudwatch_event_rule" {
  defaults = {
    arn = "arn:aws:events:eu-west-1:123456789012:rule/mock"
  }
}

mock_resource "aws_sns_topic" {
  defaults = {
    arn = "arn:aws:sns:eu-west-1:123456789012:mock"
  }
}

mock_resource "aws_s3_bucket" {
  defaults = {
    arn = "arn:aws:s3:::mock"
  }
}

mock_resource "aws_dynamodb_table" {
  defaults = {
    arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/mock"
  }
}

mock_resource "aws_lambda_function" {
  defaults = {
    arn        = "arn:aws:lambda:eu-west-1:123456789012:function:mock"
    invoke_arn = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:mock/invocations"
  }
}

mock_resource "aws_api_gateway_rest_api" {
  defaults = {
    id               = "a1b2c3d4e5"
    execution_arn    = "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5"
    root_resource_id = "r1s2t3u4v5"
  }
}

mock_resource "aws_ssm_document" {
  defaults = {
    arn = "arn:aws:ssm:eu-west-1:123456789012:document/mock"
  }
}

mock_resource "aws_ssm_parameter" {
  defaults = {
    arn = "arn:aws:ssm:eu-west-1:123456789012:parameter/mock"
  }
}

mock_resource "aws_imagebuilder_component" {
  defaults = {
    arn = "arn:aws:imagebuilder:eu-west-1:123456789012:component/mock/1.0.0/1"
  }
}

mock_resource "aws_imagebuilder_image_recipe" {
  defaults = {
    arn = "arn:aws:imagebuilder:eu-west-1:123456789012:image-recipe/mock/1.0.0"
  }
}

mock_resource "aws_imagebuilder_infrastructure_configuration" {
  defaults = {
    arn = "arn:aws:imagebuilder:eu-west-1:123456789012:infrastructure-configuration/mock"
  }
}

mock_resource "aws_imagebuilder_distribution_configuration" {
  defaults = {
    arn = "arn:aws:imagebuilder:eu-west-1:123456789012:distribution-configuration/mock"
  }
}

mock_resource "aws_imagebuilder_image_pipeline" {
  defaults = {
    arn = "arn:aws:imagebuilder:eu-west-1:123456789012:image-pipeline/mock"
  }
}

mock_resource "aws_imagebuilder_lifecycle_policy" {
  defaults = {
    arn = "arn:aws:imagebuilder:eu-west-1:123456789012:lifecycle-policy/mock"
  }
}

mock_resource "aws_cognito_user_pool" {
  defaults = {
    id  = "eu-west-1_a1B2c3D4e"
    arn = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_a1B2c3D4e"
  }
}

mock_resource "aws_cognito_user_pool_client" {
  defaults = {
    id = "1a2b3c4d5e6f7g8h9i0j"
  }
}
