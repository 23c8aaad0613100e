# Everything that the module can be asked for, at once, in a network that is there.
variable "name" {
  type    = string
  default = "dcv"
}

variable "functions_zip" {
  type = string
}

variable "deletion_protection" {
  type    = bool
  default = true
}

provider "aws" {
  max_retries                 = 1
  skip_credentials_validation = true
}

data "aws_vpc" "default" {
  default = true
}

data "aws_subnets" "default" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.default.id]
  }
}

module "token-authenticator" {
  source = "../../../../terraform/modules/token-authenticator"

  name                = var.name
  vpc_id              = data.aws_vpc.default.id
  subnet_ids          = slice(sort(data.aws_subnets.default.ids), 0, 2)
  endpoint            = { allowed_cidrs = ["10.0.0.0/16"] }
  functions_package   = { filename = var.functions_zip }
  issuer_principals   = { portal = "arn:aws:iam::123456789012:role/portal" }
  access_log          = true
  deletion_protection = var.deletion_protection
  tags                = { Purpose = "test" }
}

output "token-authenticator" {
  value = module.token-authenticator
}
