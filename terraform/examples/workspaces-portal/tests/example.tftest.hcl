# The whole example on mocks.

mock_provider "aws" {
  source = "../../tests/mocks"
}

variables {
  region            = "eu-west-1"
  domain_prefix     = "example-workspaces"
  callback_urls     = ["https://portal.example.com/app/", "https://portal.example.com/"]
  functions_package = { filename = "tests/example.tftest.hcl" }
}

run "a_region_by_its_city_and_a_page_without_a_slash" {
  command = plan

  variables {
    region        = "Ireland"
    callback_urls = ["https://portal.example.com"]
  }

  expect_failures = [var.region, var.callback_urls]
}

run "from_three_lines" {
  assert {
    condition     = output.api_url == "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/portal" && output.login_url == "https://example-workspaces.auth.eu-west-1.amazoncognito.com" && output.client_id == "1a2b3c4d5e6f7g8h9i0j"
    error_message = "what a page takes"
  }

  assert {
    condition     = output.inventory_uri == "dynamodb://WorkspacesPortal?region=eu-west-1" && output.audit_uri == "dynamodb://workspaces-audit?region=eu-west-1" && output.function_names["find-workspaces"] == "workspaces-find-workspaces"
    error_message = "what the README hands on"
  }

  assert {
    condition     = output.saml_entity_id == "urn:amazon:cognito:sp:eu-west-1_a1B2c3D4e" && output.saml_acs_url == "${output.login_url}/saml2/idpresponse"
    error_message = "what AD FS takes"
  }
}
