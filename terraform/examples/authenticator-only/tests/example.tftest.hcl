# The whole example on mocks: a new network and one that exists.

mock_provider "aws" {
  source = "../../tests/mocks"
}

override_data {
  target = module.authenticator.data.aws_subnet.endpoint["1"]
  values = {
    vpc_id            = "vpc-0a1b2c3d4e5f60718"
    availability_zone = "eu-west-1b"
  }
}

variables {
  region            = "eu-west-1"
  functions_package = { filename = "tests/example.tftest.hcl" }
}

run "a_region_by_its_city" {
  command = plan

  variables {
    region = "Ireland"
  }

  expect_failures = [var.region]
}

run "an_existing_network_and_no_hosts" {
  command = plan

  variables {
    existing_network = { vpc_id = "vpc-0a1b2c3d4e5f60718", subnet_ids = ["subnet-1a", "subnet-1b"] }
  }

  expect_failures = [var.existing_network]
}

run "two_endpoints_of_execute_api" {
  command = plan

  variables {
    new_network = { interface_endpoints = ["execute-api"] }
  }

  expect_failures = [var.new_network]
}

run "a_new_network" {
  assert {
    condition     = output.verifier_url == "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/Beta/" && output.table_uri == "dynamodb://dcv-tokens?region=eu-west-1"
    error_message = "what the README hands on"
  }

  assert {
    condition     = output.vpc_id == "vpc-0a1b2c3d4e5f60718" && length(output.subnet_ids) == 2
    error_message = "the endpoint lies in the private subnets"
  }

  assert {
    condition     = local.allowed_cidrs == toset(["10.64.0.0/16"])
    error_message = "all of the network may ask, where nobody is named"
  }

  assert {
    condition     = output.host_instance_profile_name == "dcv-host-eu-west-1" && output.get_token_function_name == "dcv-get-token" && output.validate_token_function_name == "dcv-validate-token"
    error_message = "the names that the next steps need"
  }
}

run "an_existing_network_with_neither_subnets_nor_endpoint" {
  command = plan

  variables {
    existing_network = { vpc_id = "vpc-0a1b2c3d4e5f60718" }
    hosts            = { cidrs = ["10.64.0.0/16"] }
  }

  expect_failures = [var.existing_network]
}
