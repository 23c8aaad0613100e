# What is refused, and by which variable. Any file stands for the package: nothing unpacks it.

mock_provider "aws" {
  source = "../../tests/mocks"
}

variables {
  name              = "dcv"
  vpc_id            = "vpc-0a1b2c3d4e5f60718"
  subnet_ids        = ["subnet-0a1b2c3d4e5f60718"]
  endpoint          = { allowed_cidrs = ["10.64.0.0/16"] }
  functions_package = { filename = "tests/inputs.tftest.hcl" }
}

run "a_name_in_capitals" {
  command = plan

  variables {
    name = "DCV"
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

run "a_vpc_by_name" {
  command = plan

  variables {
    vpc_id = "main"
  }

  expect_failures = [var.vpc_id]
}

run "no_subnet" {
  command = plan

  variables {
    subnet_ids = []
  }

  expect_failures = [var.subnet_ids]
}

run "more_subnets_than_zones" {
  command = plan

  variables {
    subnet_ids = ["subnet-1", "subnet-2", "subnet-3", "subnet-4", "subnet-5", "subnet-6", "subnet-7"]
  }

  expect_failures = [var.subnet_ids]
}

run "subnets_beside_an_endpoint_that_exists" {
  command = plan

  variables {
    endpoint = { existing = { id = "vpce-0a1b2c3d4e5f60718" } }
  }

  expect_failures = [var.subnet_ids]
}

run "an_endpoint_that_nobody_may_use" {
  command = plan

  variables {
    endpoint = {}
  }

  expect_failures = [var.endpoint]
}

run "rules_for_an_endpoint_that_exists" {
  command = plan

  variables {
    subnet_ids = []
    endpoint   = { existing = { id = "vpce-0a1b2c3d4e5f60718" }, allowed_cidrs = ["10.64.0.0/16"] }
  }

  expect_failures = [var.endpoint]
}

run "an_address_that_is_no_block" {
  command = plan

  variables {
    endpoint = { allowed_cidrs = ["10.64.0.1"] }
  }

  expect_failures = [var.endpoint]
}

run "a_block_that_begins_in_its_middle" {
  command = plan

  variables {
    endpoint = { allowed_cidrs = ["10.64.1.0/16"] }
  }

  expect_failures = [var.endpoint]
}

run "everybody" {
  command = plan

  variables {
    endpoint = { allowed_cidrs = ["0.0.0.0/0"] }
  }

  expect_failures = [var.endpoint]
}

run "no_package" {
  command = plan

  variables {
    functions_package = {}
  }

  expect_failures = [var.functions_package]
}

run "two_packages" {
  command = plan

  variables {
    functions_package = { filename = "tests/inputs.tftest.hcl", s3 = { bucket = "packages", key = "functions.zip" } }
  }

  expect_failures = [var.functions_package]
}

run "a_hash_in_base64" {
  command = plan

  variables {
    functions_package = { filename = "tests/inputs.tftest.hcl", sha256 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" }
  }

  expect_failures = [var.functions_package]
}

run "a_hash_of_what_is_in_s3" {
  command = plan

  variables {
    functions_package = { s3 = { bucket = "packages", key = "functions.zip" }, sha256 = "0000000000000000000000000000000000000000000000000000000000000000" }
  }

  expect_failures = [var.functions_package]
}

run "an_architecture_that_lambda_does_not_have" {
  command = plan

  variables {
    functions_package = { filename = "tests/inputs.tftest.hcl", architecture = "amd64" }
  }

  expect_failures = [var.functions_package]
}

run "too_little_memory" {
  command = plan

  variables {
    functions = { memory_size = 128 }
  }

  expect_failures = [var.functions]
}

run "a_timeout_beyond_the_apis" {
  command = plan

  variables {
    functions = { timeout = 30 }
  }

  expect_failures = [var.functions]
}

run "a_reservation_of_nothing" {
  command = plan

  variables {
    functions = { reserved_concurrency = 0 }
  }

  expect_failures = [var.functions]
}

run "a_log_level_that_there_is_not" {
  command = plan

  variables {
    functions = { log_level = "Info" }
  }

  expect_failures = [var.functions]
}

run "a_schedule_in_words" {
  command = plan

  variables {
    purge_schedule = "every 10 minutes"
  }

  expect_failures = [var.purge_schedule]
}

run "a_stage_with_a_slash" {
  command = plan

  variables {
    stage_name = "Beta/1"
  }

  expect_failures = [var.stage_name]
}

run "a_stage_with_a_blank" {
  command = plan

  variables {
    stage_name = "Beta 1"
  }

  expect_failures = [var.stage_name]
}

run "a_stage_without_a_name" {
  command = plan

  variables {
    stage_name = ""
  }

  expect_failures = [var.stage_name]
}

run "a_rate_beyond_the_accounts" {
  command = plan

  variables {
    throttling = { rate = 20000 }
  }

  expect_failures = [var.throttling]
}

run "a_burst_of_nothing" {
  command = plan

  variables {
    throttling = { burst = 0 }
  }

  expect_failures = [var.throttling]
}

run "a_table_name_with_a_slash" {
  command = plan

  variables {
    table = { name = "dcv/tokens" }
  }

  expect_failures = [var.table]
}

run "recovery_beyond_dynamodbs" {
  command = plan

  variables {
    table = { recovery_days = 36 }
  }

  expect_failures = [var.table]
}

run "a_key_by_alias" {
  command = plan

  variables {
    kms_key_arn = "alias/dcv"
  }

  expect_failures = [var.kms_key_arn]
}

run "a_retention_that_cloudwatch_does_not_know" {
  command = plan

  variables {
    log_retention_days = 100
  }

  expect_failures = [var.log_retention_days]
}

run "an_issuer_that_is_an_account" {
  command = plan

  variables {
    issuer_principals = { portal = "arn:aws:iam::123456789012:root" }
  }

  expect_failures = [var.issuer_principals]
}

run "an_issuer_that_is_everybody" {
  command = plan

  variables {
    issuer_principals = { portal = "*" }
  }

  expect_failures = [var.issuer_principals]
}

run "an_issuer_by_wildcard" {
  command = plan

  variables {
    issuer_principals = { portal = "arn:aws:iam::123456789012:role/*" }
  }

  expect_failures = [var.issuer_principals]
}

run "an_issuer_with_a_name_that_is_no_statement_id" {
  command = plan

  variables {
    issuer_principals = { "the portal" = "arn:aws:iam::123456789012:role/portal" }
  }

  expect_failures = [var.issuer_principals]
}

run "alarms_that_notify_an_address" {
  command = plan

  variables {
    alarms = { actions = ["ops@example.com"] }
  }

  expect_failures = [var.alarms]
}

run "an_alarm_on_each_denial" {
  command = plan

  variables {
    alarms = { denials = 0 }
  }

  expect_failures = [var.alarms]
}

run "an_alarm_on_denials_that_are_not_logged" {
  command = plan

  variables {
    functions = { log_level = "Warning" }
  }

  expect_failures = [var.alarms]
}

run "a_boundary_by_name" {
  command = plan

  variables {
    permissions_boundary_arn = "boundary"
  }

  expect_failures = [var.permissions_boundary_arn]
}

run "a_role_path_without_its_slashes" {
  command = plan

  variables {
    role_path = "dcv"
  }

  expect_failures = [var.role_path]
}

run "a_schedule_of_one_minutes" {
  command = plan

  variables {
    purge_schedule = "rate(1 minutes)"
  }

  expect_failures = [var.purge_schedule]
}

run "a_security_group_by_name" {
  command = plan

  variables {
    endpoint = { allowed_security_group_ids = { hosts = "workstations" } }
  }

  expect_failures = [var.endpoint]
}

run "a_security_group_under_a_name_that_no_description_takes" {
  command = plan

  variables {
    endpoint = { allowed_security_group_ids = { "hosts <all>" = "sg-1" } }
  }

  expect_failures = [var.endpoint]
}

run "another_api_by_its_id" {
  command = plan

  variables {
    endpoint = { allowed_cidrs = ["10.64.0.0/16"], other_api_arns = ["a1b2c3d4e5"] }
  }

  expect_failures = [var.endpoint]
}

run "half_an_execution" {
  command = plan

  variables {
    functions = { reserved_concurrency = 1.5 }
  }

  expect_failures = [var.functions]
}

run "a_schedule_of_five_fields" {
  command = plan

  variables {
    purge_schedule = "cron(0 2 * * ?)"
  }

  expect_failures = [var.purge_schedule]
}

run "six_that_alarms_notify" {
  command = plan

  variables {
    alarms = { actions = [for number in range(6) : "arn:aws:sns:eu-west-1:123456789012:alerts${number}"] }
  }

  expect_failures = [var.alarms]
}

run "a_zip_of_the_other_architecture" {
  command = plan

  variables {
    functions_package = { filename = "tests/dcvadmin-functions-linux-arm64.zip" }
  }

  expect_failures = [var.functions_package]
}

run "an_object_of_the_other_architecture" {
  command = plan

  variables {
    functions_package = { s3 = { bucket = "packages", key = "v1/dcvadmin-functions-linux-x64.zip" }, architecture = "arm64" }
  }

  expect_failures = [var.functions_package]
}

run "a_key_of_another_region" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
  }

  expect_failures = [aws_dynamodb_table.tokens]
}

run "private_dns_of_an_endpoint_elsewhere" {
  command = plan

  variables {
    subnet_ids = []
    endpoint   = { existing = { id = "vpce-0a1b2c3d4e5f60718", other_vpc = true } }
  }

  expect_failures = [var.endpoint]
}

run "a_schedule_of_six_fields" {
  command = plan

  variables {
    purge_schedule = "cron(0 2 * * ? *)"
  }

  assert {
    condition     = aws_cloudwatch_event_rule.purge["this"].schedule_expression == "cron(0 2 * * ? *)"
    error_message = "as EventBridge takes it"
  }
}
