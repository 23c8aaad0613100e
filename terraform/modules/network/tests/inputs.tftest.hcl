# What is refused, and by which variable.

mock_provider "aws" {
  source = "../../tests/mocks"
}

variables {
  name = "dcv"
}

run "a_name_that_ends_with_a_hyphen" {
  command = plan

  variables {
    name = "dcv-"
  }

  expect_failures = [var.name]
}

run "a_name_that_would_make_role_names_too_long" {
  command = plan

  variables {
    name = "a23456789012345678901234567890123"
  }

  expect_failures = [var.name]
}

run "a_vpc_that_leaves_no_room_for_subnets" {
  command = plan

  variables {
    vpc_cidr = "10.64.0.0/25"
  }

  expect_failures = [var.vpc_cidr]
}

run "a_vpc_larger_than_aws_makes_them" {
  command = plan

  variables {
    vpc_cidr = "10.0.0.0/8"
  }

  expect_failures = [var.vpc_cidr]
}

run "a_block_that_begins_in_its_middle" {
  command = plan

  variables {
    vpc_cidr = "10.64.1.0/16"
  }

  expect_failures = [var.vpc_cidr]
}

run "no_block_at_all" {
  command = plan

  variables {
    vpc_cidr = "fd00::/8"
  }

  expect_failures = [var.vpc_cidr]
}

run "one_zone" {
  command = plan

  variables {
    zone_count = 1
  }

  expect_failures = [var.zone_count]
}

run "half_a_zone" {
  command = plan

  variables {
    zone_count = 2.5
  }

  expect_failures = [var.zone_count]
}

run "one_zone_by_name" {
  command = plan

  variables {
    zones = ["eu-west-1a"]
  }

  expect_failures = [var.zones]
}

run "a_local_zone" {
  command = plan

  variables {
    zones = ["eu-west-1a", "us-west-2-lax-1a"]
  }

  expect_failures = [var.zones]
}

run "more_zones_than_the_region_has" {
  command = plan

  variables {
    zone_count = 4
  }

  expect_failures = [aws_vpc.this]
}

run "a_zone_of_another_region" {
  command = plan

  variables {
    zones = ["eu-west-1a", "eu-west-2b"]
  }

  expect_failures = [aws_vpc.this]
}

run "a_word_that_is_no_choice_of_nat" {
  command = plan

  variables {
    nat = "two"
  }

  expect_failures = [var.nat]
}

run "nat_without_public_subnets" {
  command = plan

  variables {
    nat            = "one"
    public_subnets = false
  }

  expect_failures = [var.nat]
}

run "a_gateway_endpoint_that_there_is_not" {
  command = plan

  variables {
    gateway_endpoints = ["sqs"]
  }

  expect_failures = [var.gateway_endpoints]
}

run "an_interface_endpoint_that_is_not_listed" {
  command = plan

  variables {
    interface_endpoints = ["executeapi"]
  }

  expect_failures = [var.interface_endpoints]
}

run "flow_logs_of_no_known_traffic" {
  command = plan

  variables {
    flow_logs = { traffic = "DENY" }
  }

  expect_failures = [var.flow_logs]
}

run "a_retention_that_cloudwatch_does_not_know" {
  command = plan

  variables {
    log_retention_days = 100
  }

  expect_failures = [var.log_retention_days]
}

run "a_key_by_alias" {
  command = plan

  variables {
    kms_key_arn = "alias/logs"
  }

  expect_failures = [var.kms_key_arn]
}

run "a_role_path_without_its_slashes" {
  command = plan

  variables {
    role_path = "dcv"
  }

  expect_failures = [var.role_path]
}

run "a_boundary_by_name" {
  command = plan

  variables {
    permissions_boundary_arn = "boundary"
  }

  expect_failures = [var.permissions_boundary_arn]
}

run "a_key_of_another_region" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
  }

  expect_failures = [aws_cloudwatch_log_group.flow_logs]
}

run "a_service_that_is_in_none_of_the_zones" {
  command = plan

  override_data {
    target = data.aws_vpc_endpoint_service.interface
    values = {
      availability_zones = ["eu-west-1c"]
    }
  }

  variables {
    interface_endpoints = ["ssm"]
  }

  expect_failures = [aws_vpc_endpoint.interface]
}
