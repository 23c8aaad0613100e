mock_provider "aws" {
  source = "../../tests/mocks"
}

variables {
  region    = "eu-west-1"
  vpc_id    = "vpc-0a1b2c3d4e5f60718"
  subnet_id = "subnet-0a1b2c3d4e5f60718"
  vendor    = { signing_key_fingerprint = "0123456789abcdef0123456789abcdef01234567", publisher = "Example Publisher" }
  notify    = ["dcv-team@example.com"]
}

run "builds_on_command" {
  command = apply

  assert {
    condition     = startswith(output.start_commands["linux"], "aws imagebuilder start-image-pipeline-execution --region eu-west-1 --image-pipeline-arn arn:")
    error_message = "the command is ready to be typed"
  }
}

run "builds_at_night_with_packages_of_ones_own" {
  command = plan

  variables {
    schedule          = { expression = "cron(0 2 ? * MON-FRI *)", time_zone = "Europe/Rome" }
    linux_server      = { source = "s3://my-packages/nice-dcv.tgz", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
    powershell_module = { source = "s3://my-packages/DcvAdmin.0.1.0.nupkg", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
    verifier          = { uri = "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/Beta/" }
  }

  assert {
    condition     = toset(keys(output.log_group_names)) == toset(["linux", "windows"])
    error_message = "two images"
  }
}
