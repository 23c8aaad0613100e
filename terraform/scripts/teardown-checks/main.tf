# What teardown asks before it changes anything. In Terraform's own language, so that both scripts judge alike and need no other program: they put a state and a plan, as JSON, into a folder and
# read a local by `terraform console`. There is no provider and no state here.

variable "folder" {
  description = "Folder with state.json and plan.json."
  type        = string
  nullable    = false
}

locals {
  # Without a state the file is empty.
  state_text = trimspace(file("${var.folder}/state.json"))
  state      = jsondecode(local.state_text == "" ? "{\"resources\":[]}" : local.state_text)
  plan       = jsondecode(fileexists("${var.folder}/plan.json") ? file("${var.folder}/plan.json") : "{\"resource_changes\":[]}")

  # What refuses to be deleted, the attribute by which it does, and the attribute's value then.
  protections = {
    aws_cognito_user_pool = { attribute = "deletion_protection", on = "ACTIVE" }
    aws_dynamodb_table    = { attribute = "deletion_protection_enabled", on = "true" }
    aws_lb                = { attribute = "enable_deletion_protection", on = "true" }
  }

  managed = flatten([
    for resource in local.state.resources : [
      for instance in resource.instances : join("", [
        can(resource.module) ? "${resource.module}." : "",
        "${resource.type}.${resource.name}",
        can(instance.index_key) ? "[${jsonencode(instance.index_key)}]" : "",
        can(instance.deposed) ? " (deposed ${instance.deposed})" : "",
      ])
    ] if resource.mode == "managed"
  ])

  changes = [for change in try(local.plan.resource_changes, []) : {
    address    = join("", [change.address, can(change.deposed) ? " (deposed ${change.deposed})" : ""])
    action     = join(" and ", change.change.actions)
    protection = try(local.protections[change.type].attribute, "")
    protected  = try(tostring(change.change.before[local.protections[change.type].attribute]) == local.protections[change.type].on, false)
    arn        = try(tostring(change.change.before.arn), "")
    changed = [
      for name in distinct(concat(try(keys(change.change.before), []), try(keys(change.change.after), []))) : name
      if jsonencode(try(change.change.before[name], null)) != jsonencode(try(change.change.after[name], null))
    ]
  } if change.mode == "managed" && !contains(["no-op", "read"], join(" and ", change.change.actions))]

  # Of a plan that destroys. An object that a refresh did not find is not in it, and would only be forgotten.
  missing   = setsubtract(local.managed, [for change in local.changes : change.address if change.action == "delete"])
  unwanted  = [for change in local.changes : "${change.address} (${change.action})" if change.action != "delete"]
  protected = [for change in local.changes : change.address if change.protected]

  # Account and region of what was found, by its ARNs: what the credentials and the provider say may be another thing.
  places = distinct([for change in local.changes : "account ${split(":", change.arn)[4]}, region ${split(":", change.arn)[3]}" if can(regex("^arn:[^:]+:[^:]+:[^:]+:[0-9]{12}:", change.arn))])

  # Of a plan that clears the protection: whatever else it would do.
  beyond_protection = [
    for change in local.changes : "${change.address} (${change.action}${change.action == "update" ? ": ${join(", ", change.changed)}" : ""})"
    if change.action != "update" || jsonencode(change.changed) != jsonencode([change.protection])
  ]
}
