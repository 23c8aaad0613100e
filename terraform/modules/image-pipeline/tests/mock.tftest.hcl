mock_provider "aws" {
  source = "../../tests/mocks"
}

variables {
  name      = "dcv"
  vpc_id    = "vpc-0a1b2c3d4e5f60718"
  subnet_id = "subnet-0a1b2c3d4e5f60718"
  vendor    = { signing_key_fingerprint = "0123456789abcdef0123456789abcdef01234567", publisher = "Example Publisher" }
  images = {
    linux   = { role = "workstation", base_image = "amazon-linux-2023" }
    win2025 = { role = "workstation", base_image = "windows-server-2025" }
    gateway = { role = "gateway", base_image = "amazon-linux-2023-arm64" }
  }
  gateway = { resolver_uri = "https://resolver.example.com" }
}

run "defaults" {
  command = plan
}

run "applies" {
  command = apply
}
