# What the network must be like, and what is made of it: endpoint, security group, and the address of the verifier.

mock_provider "aws" {
  source = "../../tests/mocks"
}

override_data {
  target = data.aws_subnet.endpoint["1"]
  values = {
    id                = "subnet-1b"
    vpc_id            = "vpc-0a1b2c3d4e5f60718"
    availability_zone = "eu-west-1b"
  }
}

variables {
  name              = "dcv"
  vpc_id            = "vpc-0a1b2c3d4e5f60718"
  subnet_ids        = ["subnet-1a", "subnet-1b"]
  endpoint          = { allowed_cidrs = ["10.64.0.0/16"] }
  functions_package = { filename = "tests/network.tftest.hcl" }
}

run "a_vpc_without_dns_hostnames" {
  command = plan

  override_data {
    target = data.aws_vpc.this
    values = {
      enable_dns_support   = true
      enable_dns_hostnames = false
    }
  }

  expect_failures = [aws_vpc_endpoint.this]
}

run "a_vpc_without_dns_support" {
  command = plan

  override_data {
    target = data.aws_vpc.this
    values = {
      enable_dns_support   = false
      enable_dns_hostnames = false
    }
  }

  expect_failures = [aws_vpc_endpoint.this]
}

run "a_vpc_without_dns_and_no_private_dns" {
  command = plan

  override_data {
    target = data.aws_vpc.this
    values = {
      enable_dns_support   = false
      enable_dns_hostnames = false
    }
  }

  variables {
    endpoint = { allowed_cidrs = ["10.64.0.0/16"], private_dns = false }
  }

  assert {
    condition     = aws_vpc_endpoint.this["this"].private_dns_enabled == false
    error_message = "the endpoint needs none then"
  }
}

run "a_subnet_of_another_vpc" {
  command = plan

  override_data {
    target = data.aws_subnet.endpoint["1"]
    values = {
      vpc_id            = "vpc-other"
      availability_zone = "eu-west-1b"
    }
  }

  expect_failures = [aws_vpc_endpoint.this]
}

run "two_subnets_of_one_zone" {
  command = plan

  override_data {
    target = data.aws_subnet.endpoint["1"]
    values = {
      vpc_id            = "vpc-0a1b2c3d4e5f60718"
      availability_zone = "eu-west-1a"
    }
  }

  expect_failures = [aws_vpc_endpoint.this]
}

run "an_endpoint_of_another_service" {
  command = plan

  override_data {
    target = data.aws_vpc_endpoint.existing
    values = {
      service_name = "com.amazonaws.eu-west-1.ssm"
      vpc_id       = "vpc-0a1b2c3d4e5f60718"
    }
  }

  variables {
    subnet_ids = []
    endpoint   = { existing = { id = "vpce-0f9e8d7c6b5a49382" } }
  }

  expect_failures = [data.aws_vpc_endpoint.existing]
}

run "an_endpoint_of_another_vpc" {
  command = plan

  override_data {
    target = data.aws_vpc_endpoint.existing
    values = {
      service_name = "com.amazonaws.eu-west-1.execute-api"
      vpc_id       = "vpc-other"
    }
  }

  variables {
    subnet_ids = []
    endpoint   = { existing = { id = "vpce-0f9e8d7c6b5a49382" } }
  }

  expect_failures = [data.aws_vpc_endpoint.existing]
}

run "an_endpoint_that_exists" {
  override_data {
    target = data.aws_vpc_endpoint.existing
    values = {
      id                  = "vpce-0f9e8d7c6b5a49382"
      service_name        = "com.amazonaws.eu-west-1.execute-api"
      vpc_id              = "vpc-0a1b2c3d4e5f60718"
      private_dns_enabled = false
    }
  }

  variables {
    subnet_ids = []
    endpoint   = { existing = { id = "vpce-0f9e8d7c6b5a49382" }, private_dns = false }
  }

  assert {
    condition     = length(aws_vpc_endpoint.this) + length(aws_vpc_endpoint_policy.this) + length(aws_security_group.endpoint) == 0
    error_message = "it is left as it is"
  }

  assert {
    condition     = aws_api_gateway_rest_api.this.endpoint_configuration[0].vpc_endpoint_ids == toset(["vpce-0f9e8d7c6b5a49382"]) && jsondecode(aws_api_gateway_rest_api_policy.this.policy).Statement[0].Condition.StringNotEquals["aws:SourceVpce"] == "vpce-0f9e8d7c6b5a49382"
    error_message = "the API is this endpoint's"
  }

  assert {
    condition     = output.verifier_url == "https://a1b2c3d4e5-vpce-0f9e8d7c6b5a49382.execute-api.eu-west-1.amazonaws.com/Beta/"
    error_message = "without private DNS the address names the endpoint"
  }

  assert {
    condition     = output.endpoint_id == "vpce-0f9e8d7c6b5a49382" && output.endpoint_security_group_id == null
    error_message = "its groups are not ours"
  }
}

run "who_may_use_the_endpoint" {
  command = plan

  variables {
    endpoint = {
      allowed_security_group_ids = { hosts = "sg-1", gateways = "sg-2" }
      allowed_cidrs              = ["10.64.0.0/16"]
    }
  }

  assert {
    condition     = { for key, rule in aws_vpc_security_group_ingress_rule.security_groups : key => rule.referenced_security_group_id } == { hosts = "sg-1", gateways = "sg-2" }
    error_message = "each group by its key"
  }

  assert {
    condition     = [for rule in aws_vpc_security_group_ingress_rule.cidrs : rule.cidr_ipv4] == ["10.64.0.0/16"]
    error_message = "each block"
  }

  assert {
    condition     = alltrue([for rule in concat(values(aws_vpc_security_group_ingress_rule.security_groups), values(aws_vpc_security_group_ingress_rule.cidrs)) : rule.ip_protocol == "tcp" && rule.from_port == 443 && rule.to_port == 443])
    error_message = "HTTPS and nothing else"
  }

  assert {
    condition     = aws_vpc_endpoint.this["this"].service_name == "com.amazonaws.eu-west-1.execute-api" && aws_vpc_endpoint.this["this"].private_dns_enabled
    error_message = "the region's execute-api, with private DNS"
  }
}

run "a_zone_without_execute_api" {
  command = plan

  override_data {
    target = data.aws_vpc_endpoint_service.execute_api
    values = {
      availability_zones = ["eu-west-1a", "eu-west-1c"]
    }
  }

  expect_failures = [aws_vpc_endpoint.this]
}

run "private_dns_that_an_endpoint_does_not_have" {
  command = plan

  override_data {
    target = data.aws_vpc_endpoint.existing
    values = {
      service_name        = "com.amazonaws.eu-west-1.execute-api"
      vpc_id              = "vpc-0a1b2c3d4e5f60718"
      private_dns_enabled = false
    }
  }

  variables {
    subnet_ids = []
    endpoint   = { existing = { id = "vpce-0f9e8d7c6b5a49382" } }
  }

  expect_failures = [data.aws_vpc_endpoint.existing]
}

run "an_endpoint_of_a_central_vpc" {
  command = plan

  override_data {
    target = data.aws_vpc_endpoint.existing
    values = {
      service_name = "com.amazonaws.eu-west-1.execute-api"
      vpc_id       = "vpc-central"
    }
  }

  variables {
    subnet_ids = []
    endpoint   = { existing = { id = "vpce-0f9e8d7c6b5a49382", other_vpc = true }, private_dns = false }
  }

  assert {
    condition     = output.endpoint_id == "vpce-0f9e8d7c6b5a49382"
    error_message = "by the id that was given"
  }
}
