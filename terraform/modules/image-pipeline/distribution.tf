locals {
  regions = merge({ for region, of in var.distribution.regions : region => of.kms_key_arn }, { (local.region) = var.kms_key_arn })
}

resource "aws_imagebuilder_distribution_configuration" "this" {
  for_each = local.images

  name        = each.value.resource
  description = each.value.description
  tags        = var.tags

  dynamic "distribution" {
    for_each = local.regions

    content {
      region = distribution.key

      ami_distribution_configuration {
        name               = "${each.value.resource}-{{ imagebuilder:buildDate }}"
        description        = each.value.description
        kms_key_id         = distribution.value
        target_account_ids = var.distribution.copy_to_account_ids
        ami_tags           = merge(var.tags, { Name = each.value.resource })

        dynamic "launch_permission" {
          for_each = toset(length(var.distribution.share_with_account_ids) + length(var.distribution.share_with_organization_arns) == 0 ? [] : ["this"])

          content {
            user_ids          = var.distribution.share_with_account_ids
            organization_arns = var.distribution.share_with_organization_arns
          }
        }
      }

      dynamic "launch_template_configuration" {
        for_each = { for key, template in each.value.launch_templates : key => template if coalesce(template.region, local.region) == distribution.key }

        content {
          launch_template_id = launch_template_configuration.value.id
          account_id         = launch_template_configuration.value.account_id
          default            = launch_template_configuration.value.set_default
        }
      }
    }
  }

  lifecycle {
    precondition {
      condition     = alltrue([for template in values(each.value.launch_templates) : contains(keys(local.regions), coalesce(template.region, local.region))])
      error_message = "A launch template of ${each.key} is in a region to which images do not go: name that region in distribution.regions."
    }
  }
}
