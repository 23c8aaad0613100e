locals {
  own_pool      = var.user_pool.existing == null ? toset(["this"]) : toset([])
  own_saml      = var.user_pool.existing == null && var.saml != null ? { this = var.saml } : {}
  pool_id       = one(concat([for pool in aws_cognito_user_pool.this : pool.id], var.user_pool.existing == null ? [] : [var.user_pool.existing.id]))
  pool_arn      = one(concat([for pool in aws_cognito_user_pool.this : pool.arn], var.user_pool.existing == null ? [] : ["arn:${local.partition}:cognito-idp:${local.region}:${local.account}:userpool/${var.user_pool.existing.id}"]))
  audience      = concat([for client in aws_cognito_user_pool_client.this : client.id], var.user_pool.existing == null ? [] : sort(var.user_pool.existing.client_ids))
  issuer        = "https://cognito-idp.${local.region}.${data.aws_partition.this.dns_suffix}/${local.pool_id}"
  groups_column = trimprefix(var.users.groups_claim, "custom:")

  # Cognito puts the provider's name before the name that the provider gives.
  user_prefix = var.users.user_prefix != null ? var.users.user_prefix : (var.saml == null ? "" : "${var.saml.provider_name}_")

  # In GovCloud Cognito has its pages under another name.
  cognito_pages = local.partition == "aws-us-gov" ? "auth-fips" : "auth"
  domain = one(concat(
    [for domain in aws_cognito_user_pool_domain.this : var.user_pool.custom_domain == null ? "${domain.domain}.${local.cognito_pages}.${local.region}.amazoncognito.com" : domain.domain],
    var.user_pool.existing == null ? [] : [var.user_pool.existing.domain],
  ))

  # Never aws.cognito.signin.user.admin. An access token with that scope changes its user's attributes (UpdateUserAttributes), and the client must have write permission for those that SAML
  # maps, the groups among them: users would make themselves admins. openid with profile puts the groups into the id token.
  scopes = ["openid", "email", "profile"]
}

resource "aws_cognito_user_pool" "this" {
  for_each = local.own_pool

  name                = var.name
  deletion_protection = var.deletion_protection ? "ACTIVE" : "INACTIVE"
  mfa_configuration   = "OFF"
  tags                = var.tags

  # Windows knows no case in names either.
  username_configuration {
    case_sensitive = false
  }

  admin_create_user_config {
    allow_admin_create_user_only = true
  }

  # For whom an admin makes in the pool itself; users of a directory have its rules.
  password_policy {
    minimum_length                   = var.user_pool.password_length
    require_lowercase                = true
    require_uppercase                = true
    require_numbers                  = true
    require_symbols                  = true
    temporary_password_validity_days = 7
  }

  account_recovery_setting {
    recovery_mechanism {
      name     = "admin_only"
      priority = 1
    }
  }

  # All of it is said: Cognito changes no attribute that is there, so whatever it fills in would be a change that fails.
  schema {
    name                     = local.groups_column
    attribute_data_type      = "String"
    mutable                  = true
    required                 = false
    developer_only_attribute = false

    string_attribute_constraints {
      min_length = 0
      max_length = 2048
    }
  }
}

resource "aws_cognito_identity_provider" "saml" {
  for_each = local.own_saml

  user_pool_id  = local.pool_id
  provider_name = each.value.provider_name
  provider_type = "SAML"

  # Requests are signed, and a login that the provider begins is refused: nobody here has asked for it.
  provider_details = merge(
    { IDPInit = "false", IDPSignout = "false", RequestSigningAlgorithm = "rsa-sha256" },
    each.value.metadata_url == null ? {} : { MetadataURL = each.value.metadata_url },
    each.value.metadata_document == null ? {} : { MetadataFile = each.value.metadata_document },
  )

  attribute_mapping = merge(
    { (var.users.groups_claim) = each.value.groups_attribute },
    each.value.email_attribute == null ? {} : { email = each.value.email_attribute },
  )

  # Cognito adds these from the metadata.
  lifecycle {
    ignore_changes = [provider_details["ActiveEncryptionCertificate"], provider_details["SLORedirectBindingURI"], provider_details["SSORedirectBindingURI"]]
  }
}

# A page has no secret: code with PKCE, which Cognito asks of nobody but accepts from all, and no implicit grant, whose tokens stand in addresses.
resource "aws_cognito_user_pool_client" "this" {
  for_each = local.own_pool

  name                                 = "${var.name}-portal"
  user_pool_id                         = local.pool_id
  generate_secret                      = false
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_scopes                 = local.scopes
  callback_urls                        = sort(var.client.callback_urls)
  logout_urls                          = sort(var.client.logout_urls)
  supported_identity_providers         = length(local.own_saml) == 0 ? ["COGNITO"] : [for provider in aws_cognito_identity_provider.saml : provider.provider_name]
  explicit_auth_flows                  = ["ALLOW_REFRESH_TOKEN_AUTH"]
  prevent_user_existence_errors        = "ENABLED"
  enable_token_revocation              = true
  read_attributes                      = sort(["email", var.users.groups_claim])
  # Mapping an attribute takes the client's permission to write it; without SAML there is nothing to map, and admins set groups with their own.
  write_attributes       = length(local.own_saml) == 0 ? ["email"] : sort(["email", var.users.groups_claim])
  id_token_validity      = var.client.token_minutes
  access_token_validity  = var.client.token_minutes
  refresh_token_validity = var.client.refresh_hours

  token_validity_units {
    id_token      = "minutes"
    access_token  = "minutes"
    refresh_token = "hours"
  }
}

resource "aws_cognito_user_pool_domain" "this" {
  for_each = local.own_pool

  user_pool_id    = local.pool_id
  domain          = var.user_pool.custom_domain == null ? var.user_pool.domain_prefix : var.user_pool.custom_domain.name
  certificate_arn = try(var.user_pool.custom_domain.certificate_arn, null)
}
