# A file of its own: what one run of a file has made, the next would change.

mock_provider "aws" {
  source = "../../tests/mocks"
}

variables {
  region            = "eu-west-1"
  functions_package = { s3 = { bucket = "packages", key = "dcvadmin-functions-linux-x64.zip", version = "3sL4kqtJlcpXroDTDmJ" } }
  existing_network  = { vpc_id = "vpc-0a1b2c3d4e5f60718", endpoint_id = "vpce-0f9e8d7c6b5a49382" }
  alarms            = null
}

run "an_endpoint_and_a_zip_that_are_there" {
  assert {
    condition     = length(module.network) == 0 && output.verifier_url == "https://a1b2c3d4e5-vpce-0f9e8d7c6b5a49382.execute-api.eu-west-1.amazonaws.com/Beta/"
    error_message = "the URL names the endpoint"
  }
}

run "a_network_with_less" {
  command = plan

  variables {
    existing_network = null
    new_network      = { public_subnets = false, flow_logs = false }
  }

  assert {
    condition     = length(module.network["this"].public_subnet_ids) == 0
    error_message = "no public subnets"
  }
}
