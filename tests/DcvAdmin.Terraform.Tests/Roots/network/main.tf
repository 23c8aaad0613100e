# Everything that the module can be asked for, at once.

provider "aws" {
  max_retries                 = 1
  skip_credentials_validation = true
}

module "network" {
  source = "../../../../terraform/modules/network"

  name                = "dcv"
  nat                 = "per_zone"
  interface_endpoints = ["ec2messages", "execute-api", "imagebuilder", "kms", "logs", "secretsmanager", "ssm", "ssmmessages"]
  tags                = { Purpose = "test" }
}

output "network" {
  value = module.network
}
