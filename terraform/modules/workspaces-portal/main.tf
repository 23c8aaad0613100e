data "aws_region" "this" {}

data "aws_partition" "this" {}

data "aws_caller_identity" "this" {}

locals {
  region    = data.aws_region.this.id
  partition = data.aws_partition.this.partition
  account   = data.aws_caller_identity.this.account_id

  # With the audit chain in a table of its own, or in one that is there, such as a token-authenticator's.
  own_audit = var.audit_table.existing == null ? toset(["this"]) : toset([])

  audit_name = one(concat([for table in aws_dynamodb_table.audit : table.name], var.audit_table.existing == null ? [] : [reverse(split("/", var.audit_table.existing))[0]]))
  audit_arn = one(concat(
    [for table in aws_dynamodb_table.audit : table.arn],
    var.audit_table.existing == null ? [] : [startswith(var.audit_table.existing, "arn:") ? var.audit_table.existing : "arn:${local.partition}:dynamodb:${local.region}:${local.account}:table/${var.audit_table.existing}"],
  ))
  audit_region = try(split(":", var.audit_table.existing)[3], local.region)

  inventory_uri = "dynamodb://${aws_dynamodb_table.inventory.name}?region=${local.region}"
  audit_uri     = "dynamodb://${local.audit_name}?region=${local.audit_region}"
}

# As decision 0026 describes it: a row for each WorkSpace, and one item with the marks of the regions.
resource "aws_dynamodb_table" "inventory" {
  name                        = var.inventory_table.name
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "WorkspaceId"
  deletion_protection_enabled = var.deletion_protection
  tags                        = var.tags

  attribute {
    name = "WorkspaceId"
    type = "S"
  }

  attribute {
    name = "UserKey"
    type = "S"
  }

  attribute {
    name = "Place"
    type = "S"
  }

  global_secondary_index {
    name            = "UserIndex"
    hash_key        = "UserKey"
    range_key       = "WorkspaceId"
    projection_type = "ALL"
  }

  global_secondary_index {
    name            = "PlaceIndex"
    hash_key        = "Place"
    range_key       = "WorkspaceId"
    projection_type = "ALL"
  }

  point_in_time_recovery {
    enabled                 = true
    recovery_period_in_days = var.inventory_table.recovery_days
  }

  # Always said: without the block the provider leaves a table on the key that it once had, and the roles would lose that key's use.
  server_side_encryption {
    enabled     = var.kms_key_arn != null
    kms_key_arn = var.kms_key_arn
  }

  lifecycle {
    precondition {
      condition     = try(split(":", var.kms_key_arn)[3] == local.region, true)
      error_message = "The key ${coalesce(var.kms_key_arn, "-")} is not of ${local.region}: tables and log groups take keys of their own region."
    }
  }
}

# The layout of a store of tokens (docs/aws.md), for the audit chain is a part of one. There are no tokens in it.
resource "aws_dynamodb_table" "audit" {
  for_each = local.own_audit

  name                        = "${var.name}-audit"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "AuthToken"
  deletion_protection_enabled = var.deletion_protection
  tags                        = var.tags

  attribute {
    name = "AuthToken"
    type = "S"
  }

  attribute {
    name = "UserKey"
    type = "S"
  }

  attribute {
    name = "LabelKey"
    type = "S"
  }

  attribute {
    name = "AuditPending"
    type = "S"
  }

  attribute {
    name = "Position"
    type = "N"
  }

  global_secondary_index {
    name               = "UserIndex"
    hash_key           = "UserKey"
    range_key          = "Position"
    projection_type    = "INCLUDE"
    non_key_attributes = ["ExpiresAt"]
  }

  global_secondary_index {
    name            = "LabelIndex"
    hash_key        = "LabelKey"
    range_key       = "Position"
    projection_type = "KEYS_ONLY"
  }

  global_secondary_index {
    name            = "PendingIndex"
    hash_key        = "AuditPending"
    projection_type = "KEYS_ONLY"
  }

  ttl {
    enabled        = true
    attribute_name = "ExpirationTime"
  }

  point_in_time_recovery {
    enabled                 = true
    recovery_period_in_days = var.audit_table.recovery_days
  }

  server_side_encryption {
    enabled     = var.kms_key_arn != null
    kms_key_arn = var.kms_key_arn
  }
}
