# An image of each kind, in a network of its own.

provider "aws" {
  max_retries                 = 1
  skip_credentials_validation = true
}

resource "aws_vpc" "this" {
  cidr_block = "10.80.0.0/24"
}

resource "aws_subnet" "this" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.80.0.0/25"
}

# Made in the same apply, so that its ARN is not known while planning.
resource "aws_sns_topic" "own" {
  name = "operations"
}

module "image-pipeline" {
  source = "../../../../terraform/modules/image-pipeline"

  name      = "dcv"
  vpc_id    = aws_vpc.this.id
  subnet_id = aws_subnet.this.id
  vendor    = { signing_key_fingerprint = "0123456789abcdef0123456789abcdef01234567", publisher = "Example Publisher" }
  gateway   = { resolver_uri = "https://resolver.example.com" }
  schedule  = { expression = "cron(0 2 ? * 2-6 *)", time_zone = "Europe/Vienna" }
  tags      = { Purpose = "test" }

  notifications = { topic = { arn = aws_sns_topic.own.arn } }

  workstation = {
    verifier        = { uri = "https://verifier.example.com/Beta/" }
    session_manager = { broker_host = "broker.example.com" }
  }

  images = {
    linux = {
      role       = "workstation"
      base_image = "amazon-linux-2023"
      packages = {
        "session-manager-agent" = { source = "s3://packages-of-ours/dcv/agent.rpm", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
      }
    }
    win2022 = { role = "workstation", base_image = "windows-server-2022" }
    win2025 = { role = "workstation", base_image = "windows-server-2025" }
    gateway = { role = "gateway", base_image = "amazon-linux-2023-arm64" }
  }
}

output "image-pipeline" {
  value = module.image-pipeline
}
