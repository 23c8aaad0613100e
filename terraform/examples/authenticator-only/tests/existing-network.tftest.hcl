# A file of its own: what one run of a file has made, the next would change.

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
  functions_package = { filename = "tests/existing-network.tftest.hcl" }
  existing_network  = { vpc_id = "vpc-0a1b2c3d4e5f60718", subnet_ids = ["subnet-1a", "subnet-1b"] }
  hosts             = { security_group_ids = { workstations = "sg-0f9e8d7c6b5a49382" } }
}

run "the_network_is_left_as_it_is" {
  assert {
    condition     = length(module.network) == 0 && output.vpc_id == "vpc-0a1b2c3d4e5f60718" && output.subnet_ids == tolist(["subnet-1a", "subnet-1b"])
    error_message = "no other network is made"
  }

  assert {
    condition     = length(local.allowed_cidrs) == 0
    error_message = "the hosts that are named, and no addresses besides"
  }

  assert {
    condition     = output.verifier_url == "https://a1b2c3d4e5-vpce-0a1b2c3d4e5f60718.execute-api.eu-west-1.amazonaws.com/Beta/"
    error_message = "the names of other APIs are left alone"
  }
}
