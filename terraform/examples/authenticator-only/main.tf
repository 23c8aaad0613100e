provider "aws" {
  region = var.region
}

module "network" {
  source   = "../../modules/network"
  for_each = var.existing_network == null ? { this = var.new_network } : {}

  name                     = var.name
  vpc_cidr                 = each.value.cidr
  zone_count               = each.value.zone_count
  public_subnets           = each.value.public_subnets
  nat                      = each.value.nat
  interface_endpoints      = each.value.interface_endpoints
  flow_logs                = each.value.flow_logs ? {} : null
  kms_key_arn              = var.kms_key_arn
  permissions_boundary_arn = var.permissions_boundary_arn
  role_path                = var.role_path
  tags                     = var.tags
}

locals {
  # By the outputs alone: a reference to the module as a whole would put all that is in it upstream of the API's deployment (see the module's api.tf).
  vpc_id     = var.existing_network == null ? module.network["this"].vpc_id : var.existing_network.vpc_id
  subnet_ids = var.existing_network == null ? values(module.network["this"].private_subnet_ids) : var.existing_network.subnet_ids

  names_hosts   = length(var.hosts.security_group_ids) + length(var.hosts.cidrs) > 0
  allowed_cidrs = local.names_hosts || var.existing_network != null ? var.hosts.cidrs : toset([var.new_network.cidr])

  existing_endpoint = try(var.existing_network.endpoint_id, null)

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
    # In a network of its own nobody else's calls are led away.
    private_dns = var.existing_network == null ? true : var.existing_network.private_dns
    existing    = local.existing_endpoint == null ? null : { id = local.existing_endpoint }
  }

  functions_package = {
    filename     = var.functions_package.s3 == null ? coalesce(var.functions_package.filename, local.built) : var.functions_package.filename
    s3           = var.functions_package.s3
    sha256       = var.functions_package.sha256
    architecture = var.functions_package.architecture
  }

  stage_name               = var.stage_name
  throttling               = var.throttling
  table                    = var.table
  purge_schedule           = var.purge_schedule
  issuer_principals        = var.issuer_principals
  alarms                   = var.alarms
  access_log               = var.access_log
  deletion_protection      = var.deletion_protection
  kms_key_arn              = var.kms_key_arn
  permissions_boundary_arn = var.permissions_boundary_arn
  role_path                = var.role_path
  tags                     = var.tags
}
