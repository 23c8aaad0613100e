# What is refused, and by which variable. Any file stands for the package: nothing unpacks it.

mock_provider "aws" {
  source = "../../tests/mocks"
}

variables {
  name      = "dcv-get-token"
  role_name = "dcv-get-token-eu-west-1"
  function = {
    description = "Issues tokens"
    handler     = "get-token"
    package     = { filename = "tests/inputs.tftest.hcl" }
    policy      = "{}"
    environment = { DCVADMIN_STORE = "dynamodb://dcv-tokens?region=eu-west-1" }
  }
}

run "a_name_that_is_too_long" {
  command = plan

  variables {
    name = "a2345678901234567890123456789012345678901234567890123456789012345"
  }

  expect_failures = [var.name]
}

run "a_role_name_that_is_too_long" {
  command = plan

  variables {
    role_name = "a2345678901234567890123456789012345678901234567890123456789012345"
  }

  expect_failures = [var.role_name]
}

run "no_package" {
  command = plan

  variables {
    function = {
      description = "Issues tokens"
      handler     = "get-token"
      package     = {}
      policy      = "{}"
      environment = {}
    }
  }

  expect_failures = [var.function]
}

run "two_packages" {
  command = plan

  variables {
    function = {
      description = "Issues tokens"
      handler     = "get-token"
      package     = { filename = "tests/inputs.tftest.hcl", s3 = { bucket = "packages", key = "functions.zip" } }
      policy      = "{}"
      environment = {}
    }
  }

  expect_failures = [var.function]
}

run "a_package_that_was_not_built" {
  command = plan

  variables {
    function = {
      description = "Issues tokens"
      handler     = "get-token"
      package     = { filename = "tests/functions.zip" }
      policy      = "{}"
      environment = {}
    }
  }

  expect_failures = [aws_lambda_function.this]
}

run "a_package_that_was_changed" {
  command = plan

  variables {
    function = {
      description = "Issues tokens"
      handler     = "get-token"
      package     = { filename = "tests/inputs.tftest.hcl", sha256 = "0000000000000000000000000000000000000000000000000000000000000000" }
      policy      = "{}"
      environment = {}
    }
  }

  expect_failures = [aws_lambda_function.this]
}

run "an_architecture_that_lambda_does_not_have" {
  command = plan

  variables {
    function = {
      description  = "Issues tokens"
      handler      = "get-token"
      package      = { filename = "tests/inputs.tftest.hcl" }
      policy       = "{}"
      environment  = {}
      architecture = "riscv64"
    }
  }

  expect_failures = [var.function]
}

run "too_little_memory" {
  command = plan

  variables {
    function = {
      description = "Issues tokens"
      handler     = "get-token"
      package     = { filename = "tests/inputs.tftest.hcl" }
      policy      = "{}"
      environment = {}
      memory_size = 64
    }
  }

  expect_failures = [var.function]
}

run "a_timeout_beyond_lambdas" {
  command = plan

  variables {
    function = {
      description = "Issues tokens"
      handler     = "get-token"
      package     = { filename = "tests/inputs.tftest.hcl" }
      policy      = "{}"
      environment = {}
      timeout     = 901
    }
  }

  expect_failures = [var.function]
}

run "a_reservation_of_nothing" {
  command = plan

  variables {
    function = {
      description          = "Issues tokens"
      handler              = "get-token"
      package              = { filename = "tests/inputs.tftest.hcl" }
      policy               = "{}"
      environment          = {}
      reserved_concurrency = 0
    }
  }

  expect_failures = [var.function]
}

run "a_description_that_is_too_long" {
  command = plan

  variables {
    function = {
      description = join("", [for place in range(257) : "x"])
      handler     = "get-token"
      package     = { filename = "tests/inputs.tftest.hcl" }
      policy      = "{}"
      environment = {}
    }
  }

  expect_failures = [var.function]
}

run "a_retention_that_cloudwatch_does_not_know" {
  command = plan

  variables {
    log_retention_days = 100
  }

  expect_failures = [var.log_retention_days]
}

run "a_role_path_without_its_slashes" {
  command = plan

  variables {
    role_path = "dcv"
  }

  expect_failures = [var.role_path]
}

run "a_key_by_alias" {
  command = plan

  variables {
    kms_key_arn = "alias/logs"
  }

  expect_failures = [var.kms_key_arn]
}

run "a_boundary_by_name" {
  command = plan

  variables {
    permissions_boundary_arn = "boundary"
  }

  expect_failures = [var.permissions_boundary_arn]
}

run "six_that_alarms_notify" {
  command = plan

  variables {
    alarms = { actions = [for number in range(6) : "arn:aws:sns:eu-west-1:123456789012:alerts${number}"] }
  }

  expect_failures = [var.alarms]
}
