provider "aws" {
  region = var.region
}

locals {
  # What `./build.ps1 -Task Functions` makes.
  built = "${path.module}/../../../output/functions/dcvadmin-functions-linux-${var.functions_package.architecture == "arm64" ? "arm64" : "x64"}.zip"
}

module "portal" {
  source = "../../modules/workspaces-portal"

  name = var.name

  functions_package = {
    filename     = var.functions_package.s3 == null ? coalesce(var.functions_package.filename, local.built) : var.functions_package.filename
    s3           = var.functions_package.s3
    sha256       = var.functions_package.sha256
    architecture = var.functions_package.architecture
  }

  regions     = var.regions
  actions     = var.actions
  users       = { directories = var.directories }
  user_pool   = { domain_prefix = var.domain_prefix }
  client      = { callback_urls = var.callback_urls, logout_urls = var.logout_urls }
  saml        = var.saml
  audit_table = { existing = var.audit_table }

  inventory_table = { name = var.inventory_table }

  # The page's origin is the part of its address that a browser sends along.
  api = { origins = toset([for url in var.callback_urls : regex("^https?://[^/]+", url)]), access_log = var.access_log }

  alarms                   = var.alarms
  deletion_protection      = var.deletion_protection
  kms_key_arn              = var.kms_key_arn
  permissions_boundary_arn = var.permissions_boundary_arn
  role_path                = var.role_path
  tags                     = var.tags
}
