provider "aws" {
  region = var.region
}

module "network" {
  source   = "../../modules/network"
  for_each = var.existing_network == null ? { this = var.new_network } : {}

  name                = var.name
  vpc_cidr            = each.value.cidr
  zone_count          = each.value.zone_count
  nat                 = each.value.nat
  interface_endpoints = each.value.interface_endpoints
  kms_key_arn         = var.kms_key_arn
  tags                = var.tags
}

locals {
  new = one(values(module.network))

  vpc_id     = var.existing_network == null ? local.new.vpc_id : var.existing_network.vpc_id
  subnet_ids = var.existing_network == null ? values(local.new.private_subnet_ids) : var.existing_network.subnet_ids

  names_hosts   = length(var.hosts.security_group_ids) + length(var.hosts.cidrs) > 0
  allowed_cidrs = local.names_hosts ? var.hosts.cidrs : toset([var.new_network.cidr])

  # What `./build.ps1 -Task Functions` makes.
  built = "${path.module}/../../../output/functions/dcvadmin-functions-linux-${var.functions_package.architecture == "arm64" ? "arm64" : "x64"}.zip"
}

module "authenticator" {
  source = "../../modules/token-authenticator"

  name       = var.name
  vpc_id     = local.vpc_id
  subnet_ids = local.subnet_ids

  endpoint = {
    allowed_security_group_ids = var.hosts.security_group_ids
    allowed_cidrs              = local.allowed_cidrs
  }

  functions_package = {
    filename     = coalesce(var.functions_package.filename, local.built)
    sha256       = var.functions_package.sha256
    architecture = var.functions_package.architecture
  }

  stage_name          = var.stage_name
  issuer_principals   = var.issuer_principals
  alarms              = { actions = var.alarm_actions }
  access_log          = var.access_log
  deletion_protection = var.deletion_protection
  kms_key_arn         = var.kms_key_arn
  tags                = var.tags
}
