mock_provider "aws" {
  source = "../../tests/mocks"
}

run "registers_all_documents_under_the_cmdlets_names" {
  command = plan

  assert {
    condition     = toset(keys(output.names)) == toset([for file in fileset("../../../module/ssm", "*.json") : trimsuffix(file, ".json")])
    error_message = "every shipped document is registered"
  }

  assert {
    condition     = output.names["SetTokenVerifier"] == "DcvAdmin-SetTokenVerifier"
    error_message = "the prefix is the one that Register-DcvSsmDocument takes"
  }

  assert {
    condition     = alltrue([for document in aws_ssm_document.this : document.permissions == null])
    error_message = "nothing is shared unless it was asked for"
  }
}

run "registers_some_and_shares_them" {
  command = apply

  variables {
    document_prefix        = "Lab-"
    documents              = ["GetHostConfiguration", "TestTokenVerifier"]
    share_with_account_ids = ["222222222222", "111111111111"]
    tags                   = { team = "vdi" }
  }

  assert {
    condition     = join(" ", keys(output.arns)) == "GetHostConfiguration TestTokenVerifier" && output.names["TestTokenVerifier"] == "Lab-TestTokenVerifier"
    error_message = "only what was named is registered"
  }

  assert {
    condition     = alltrue([for document in aws_ssm_document.this : document.permissions.account_ids == "111111111111,222222222222"])
    error_message = "the accounts may run them"
  }
}

run "refuses_a_prefix_of_awss_own" {
  command = plan

  variables {
    document_prefix = "Amazon-Dcv-"
  }

  expect_failures = [var.document_prefix]
}

run "refuses_a_prefix_that_is_too_long" {
  command = plan

  variables {
    document_prefix = "D234567890D234567890D234567890D234567890D234567890D234567890D234567890D234567890D234567890D2345678901"
  }

  expect_failures = [var.document_prefix]
}

run "refuses_a_prefix_with_a_blank" {
  command = plan

  variables {
    document_prefix = "Dcv Admin-"
  }

  expect_failures = [var.document_prefix]
}

run "refuses_a_document_that_is_not_shipped" {
  command = plan

  variables {
    documents = ["SetTokenVerifer"]
  }

  expect_failures = [var.documents]
}

run "refuses_to_share_with_everyone" {
  command = plan

  variables {
    share_with_account_ids = ["all"]
  }

  expect_failures = [var.share_with_account_ids]
}
