# What a change does to what is there. The order of replacements is Terraform's own and not seen here: the tests that apply look at that.

mock_provider "aws" {
  source = "../../tests/mocks"
}

variables {
  name              = "dcv"
  vpc_id            = "vpc-0a1b2c3d4e5f60718"
  subnet_ids        = ["subnet-1a"]
  endpoint          = { allowed_cidrs = ["10.64.0.0/16"] }
  functions_package = { filename = "tests/changes.tftest.hcl" }
}

run "made_without_a_key" {
  assert {
    condition     = aws_dynamodb_table.tokens.server_side_encryption[0].enabled == false
    error_message = "AWS's own key, and said so"
  }
}

run "a_key_is_given" {
  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
  }

  assert {
    condition     = aws_dynamodb_table.tokens.server_side_encryption[0].enabled && alltrue([for function in values(local.functions) : strcontains(function.policy, "TableKey")])
    error_message = "the table takes it, and the roles its use"
  }
}

run "the_key_is_taken_away" {
  assert {
    condition     = aws_dynamodb_table.tokens.server_side_encryption[0].enabled == false && !anytrue([for function in values(local.functions) : strcontains(function.policy, "TableKey")])
    error_message = "from the table when from the roles"
  }
}

run "another_role_path" {
  variables {
    role_path = "/dcv/"
  }

  assert {
    condition     = aws_iam_role.host["this"].path == "/dcv/" && aws_iam_instance_profile.host["this"].path == "/dcv/"
    error_message = "roles move, and the API stays"
  }
}

run "another_stage" {
  variables {
    role_path  = "/dcv/"
    stage_name = "prod"
  }

  assert {
    condition     = endswith(output.verifier_url, "/prod/") && alltrue([for permission in aws_lambda_permission.api : strcontains(permission.source_arn, "/prod/POST/")])
    error_message = "URL and permissions follow"
  }
}
