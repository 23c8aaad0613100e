locals {
  function_keys  = concat(["act-on-workspace", "find-workspaces", "list-workspaces", "reap-workspaces"], var.audit_table.existing == null ? ["purge-grants"] : [])
  function_names = { for key in local.function_keys : key => "${var.name}-${key}" }

  inventory_environment = { DCVADMIN_INVENTORY = local.inventory_uri, DCVADMIN_LOGLEVEL = var.functions.log_level }

  region_environment = length(var.regions) == 0 ? {} : { REGIONLIST = join(",", sort(var.regions)) }

  # What both sides of the API judge by. Lists are separated by commas, and empty ones are left away. Issuer and audience are known by the apply, so they are not among what is looked at.
  portal_environment = merge({
    DCVADMIN_PORTALISSUER       = local.issuer
    DCVADMIN_PORTALAUDIENCE     = join(",", local.audience)
    DCVADMIN_PORTALTOKENUSE     = "id"
    DCVADMIN_PORTALGROUPSCLAIM  = var.users.groups_claim
    DCVADMIN_PORTALUSERCLAIM    = var.users.user_claim
    DCVADMIN_PORTALUSERACTIONS  = join(",", sort(var.actions.user))
    DCVADMIN_PORTALADMINACTIONS = join(",", sort(var.actions.admin))
    # What is left away is the default, so that nobody is said in a word.
    DCVADMIN_PORTALUSERGROUPS  = length(var.users.user_groups) == 0 ? "none" : join(",", sort(var.users.user_groups))
    DCVADMIN_PORTALADMINGROUPS = length(var.users.admin_groups) == 0 ? "none" : join(",", sort(var.users.admin_groups))
    }, { for key, value in {
      DCVADMIN_PORTALUSERPREFIX  = local.user_prefix
      DCVADMIN_PORTALDOMAINS     = join(",", sort(var.users.domains))
      DCVADMIN_PORTALDIRECTORIES = join(",", sort(var.users.directories))
      DCVADMIN_PORTALORIGINS     = join(",", sort(var.api.origins))
  } : key => value if value != "" })

  functions = merge({
    find-workspaces = {
      description = "Reads the WorkSpaces of every region into the inventory"
      policy      = local.find_policy
      environment = merge(local.inventory_environment, local.region_environment)
      # Nobody waits for it, and WorkSpaces answers slowly when there are many.
      timeout = 300
    }
    reap-workspaces = {
      description = "Removes from the inventory what is gone"
      policy      = local.reap_policy
      environment = merge(local.inventory_environment, local.region_environment)
      timeout     = 300
    }
    list-workspaces = {
      description = "Answers who asks for WorkSpaces, and browsers that ask whether they may"
      policy      = local.list_policy
      environment = merge(local.inventory_environment, local.portal_environment)
      timeout     = var.functions.timeout
    }
    act-on-workspace = {
      description = "Starts, stops and does what else the caller may to a WorkSpace"
      policy      = local.act_policy
      environment = merge(local.inventory_environment, local.region_environment, local.portal_environment, { DCVADMIN_STORE = local.audit_uri })
      timeout     = var.functions.timeout
    }
    }, var.audit_table.existing != null ? {} : {
    purge-grants = {
      description = "Brings audit records into their chain"
      policy      = local.purge_policy
      environment = { DCVADMIN_STORE = local.audit_uri, DCVADMIN_LOGLEVEL = var.functions.log_level }
      timeout     = 300
    }
  })

  schedules = merge({
    find-workspaces = var.schedules.find
    reap-workspaces = var.schedules.reap
  }, var.audit_table.existing != null ? {} : { purge-grants = var.schedules.purge })
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
    architecture = var.functions_package.architecture
    policy       = each.value.policy
    memory_size  = var.functions.memory_size
    timeout      = each.value.timeout
    environment  = each.value.environment
  }

  alarms                   = var.alarms == null ? null : { actions = var.alarms.actions }
  log_retention_days       = var.log_retention_days
  kms_key_arn              = var.kms_key_arn
  permissions_boundary_arn = var.permissions_boundary_arn
  role_path                = var.role_path
  tags                     = var.tags
}

resource "aws_cloudwatch_event_rule" "schedule" {
  for_each = local.schedules

  name                = local.function_names[each.key]
  description         = "Invokes ${local.function_names[each.key]}"
  schedule_expression = each.value
  tags                = var.tags
}

resource "aws_cloudwatch_event_target" "schedule" {
  for_each = local.schedules

  rule      = aws_cloudwatch_event_rule.schedule[each.key].name
  target_id = each.key
  arn       = module.function[each.key].arn

  depends_on = [aws_lambda_permission.schedule]
}

resource "aws_lambda_permission" "schedule" {
  for_each = local.schedules

  statement_id  = "schedule"
  function_name = module.function[each.key].name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.schedule[each.key].arn
}
