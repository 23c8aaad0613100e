# Every module with the longest name that it takes. With one character more each must refuse.
variable "more" {
  type    = string
  default = ""
}

variable "functions_zip" {
  type = string
}

locals {
  name = "n2345678901234567890123456789012${var.more}"
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

module "network" {
  source = "../../../../terraform/modules/network"

  name                = local.name
  nat                 = "per_zone"
  interface_endpoints = ["ssm", "ssmmessages", "ec2messages"]
}

module "token-authenticator" {
  source = "../../../../terraform/modules/token-authenticator"

  name              = local.name
  vpc_id            = data.aws_vpc.default.id
  subnet_ids        = slice(sort(data.aws_subnets.default.ids), 0, 2)
  endpoint          = { allowed_cidrs = ["10.0.0.0/16"] }
  functions_package = { filename = var.functions_zip }
  issuer_principals = { "${join("", [for number in range(9) : "1234567890"])}${var.more}" = "arn:aws:iam::123456789012:role/portal" }
  access_log        = true
}

module "workspaces-portal" {
  source = "../../../../terraform/modules/workspaces-portal"

  name              = local.name
  functions_package = { filename = var.functions_zip }
  user_pool         = { domain_prefix = "${join("", [for number in range(6) : "1234567890"])}123${var.more}" }
  client            = { callback_urls = ["https://portal.example.com/"] }
  saml              = { metadata_document = "<EntityDescriptor/>", provider_name = "p2345678901234567890123456789012" }
  api               = { access_log = true }
}

module "ssm-documents" {
  source = "../../../../terraform/modules/ssm-documents"

  document_prefix = "${join("", [for number in range(10) : "1234567890"])}${var.more}"
}

module "image-pipeline" {
  source = "../../../../terraform/modules/image-pipeline"

  name      = local.name
  vpc_id    = "vpc-0a1b2c3d4e5f60718"
  subnet_id = "subnet-0a1b2c3d4e5f60718"
  lookups   = false
  vendor    = { signing_key_fingerprint = "0123456789abcdef0123456789abcdef01234567", publisher = "Example Publisher" }
  gateway   = { resolver_uri = "https://resolver.example.com" }

  images = {
    "w234567890123456789012345678901${var.more}" = { role = "workstation", base_image = "windows-server-2025" }
    "l234567890123456789012345678901"            = { role = "workstation", base_image = "amazon-linux-2023" }
    "g234567890123456789012345678901"            = { role = "gateway", base_image = "amazon-linux-2023" }
  }
}
