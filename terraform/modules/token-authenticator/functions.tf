locals {
  store = "dynamodb://${aws_dynamodb_table.tokens.name}?region=${local.region}"

  function_names = { for key in ["get-token", "purge-grants", "validate-token"] : key => "${var.name}-${key}" }

  validate_store = var.table.legacy_plaintext ? "${local.store}&legacy=plaintext" : local.store

  functions = merge({
    get-token = {
      description          = "Issues tokens to whoever may invoke it"
      policy               = local.issue_policy
      store                = local.store
      timeout              = var.functions.timeout
      reserved_concurrency = null
    }
    validate-token = {
      description          = "Answers DCV servers that ask whether a token is good"
      policy               = local.validate_policy
      store                = local.validate_store
      timeout              = var.functions.timeout
      reserved_concurrency = var.functions.reserved_concurrency
    }
    }, var.purge_schedule == null ? {} : {
    purge-grants = {
      description = "Brings audit records into their chain and removes tokens that are long expired"
      policy      = local.purge_policy
      store       = local.store
      # Nobody waits for it, and after a class has ended there is much to remove.
      timeout              = 300
      reserved_concurrency = null
    }
  })
}

module "function" {
  source   = "../_lambda"
  for_each = local.functions

  name      = local.function_names[each.key]
  role_name = "${var.name}-${each.key}-${local.region}"

  function = {
    description = each.value.description
    handler     = each.key
    package = {
      filename = var.functions_package.filename
      s3       = var.functions_package.s3
      sha256   = var.functions_package.sha256
    }
    architecture         = var.functions_package.architecture
    policy               = each.value.policy
    memory_size          = var.functions.memory_size
    timeout              = each.value.timeout
    reserved_concurrency = each.value.reserved_concurrency
    environment = {
      DCVADMIN_STORE    = each.value.store
      DCVADMIN_LOGLEVEL = var.functions.log_level
    }
  }

  alarms                   = var.alarms == null ? null : { actions = var.alarms.actions }
  log_retention_days       = var.log_retention_days
  kms_key_arn              = var.kms_key_arn
  permissions_boundary_arn = var.permissions_boundary_arn
  role_path                = var.role_path
  tags                     = var.tags
}

# A role of this account may also be let in by its own policy; one of another account needs both.
resource "aws_lambda_permission" "issuers" {
  for_each = var.issuer_principals

  statement_id  = "issuer-${each.key}"
  function_name = module.function["get-token"].name
  action        = "lambda:InvokeFunction"
  principal     = each.value
}

locals {
  purge = var.purge_schedule == null ? {} : { this = var.purge_schedule }
}

resource "aws_cloudwatch_event_rule" "purge" {
  for_each = local.purge

  name                = "${var.name}-purge-grants"
  description         = "Invokes ${var.name}-purge-grants"
  schedule_expression = each.value
  tags                = var.tags
}

resource "aws_cloudwatch_event_target" "purge" {
  for_each = local.purge

  rule      = aws_cloudwatch_event_rule.purge[each.key].name
  target_id = "purge-grants"
  arn       = module.function["purge-grants"].arn

  depends_on = [aws_lambda_permission.purge]
}

resource "aws_lambda_permission" "purge" {
  for_each = local.purge

  statement_id  = "schedule"
  function_name = module.function["purge-grants"].name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.purge[each.key].arn
}
