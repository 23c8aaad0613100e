data "aws_region" "this" {}

data "aws_partition" "this" {}

locals {
  region    = data.aws_region.this.id
  partition = data.aws_partition.this.partition
}

# As docs/aws.md describes it. The key and the attribute of expiry have the names of the published authenticator's table, which can be imported in this one's place.
resource "aws_dynamodb_table" "tokens" {
  name                        = coalesce(var.table.name, "${var.name}-tokens")
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
    recovery_period_in_days = var.table.recovery_days
  }

  # DynamoDB encrypts every table; with false the key is its own, which costs nothing and asks nobody. Always said: without the block the provider leaves a table on the key that it once had,
  # and the roles would lose that key's use.
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
