locals {
  recipes = {
    for name, image in local.images : name => {
      parent      = image.parent
      root_device = coalesce(image.root_device, image.platform == "Windows" ? "/dev/sda1" : "/dev/xvda")
      volume_gb   = coalesce(image.volume_gb, image.platform == "Windows" ? 60 : image.role == "gateway" ? 20 : 40)
      steps       = [for step in local.steps[name] : merge(step, { version = try(local.component_versions[step.component], "") })]
    }
  }

  # Like a component's, a recipe's version is a function of its content.
  recipe_digests  = { for name, recipe in local.recipes : name => sha256(jsonencode([recipe, local.images[name].description, var.kms_key_arn])) }
  recipe_versions = { for name, digest in local.recipe_digests : name => "1.${parseint(substr(digest, 0, 7), 16)}.${parseint(substr(digest, 7, 7), 16)}" }
}

resource "aws_imagebuilder_image_recipe" "this" {
  for_each = local.recipes

  name         = local.images[each.key].resource
  version      = local.recipe_versions[each.key]
  description  = local.images[each.key].description
  parent_image = each.value.parent
  tags         = var.tags

  dynamic "component" {
    for_each = each.value.steps

    content {
      component_arn = startswith(component.value.component, "arn:") ? component.value.component : aws_imagebuilder_component.this[component.value.component].arn

      dynamic "parameter" {
        for_each = component.value.parameters

        content {
          name  = parameter.key
          value = parameter.value
        }
      }
    }
  }

  block_device_mapping {
    device_name = each.value.root_device

    ebs {
      encrypted             = true
      kms_key_id            = var.kms_key_arn
      delete_on_termination = true
      volume_size           = each.value.volume_gb
      volume_type           = "gp3"
    }
  }

  # Machines of the image are managed through the agent.
  systems_manager_agent {
    uninstall_after_build = false
  }

  lifecycle {
    # The pipeline goes over to the new recipe before the old one goes.
    create_before_destroy = true

    precondition {
      condition     = local.has_image_builder
      error_message = "There is no EC2 Image Builder in ${local.region}. Build in a region that has it, and name ${local.region} in distribution.regions."
    }

    precondition {
      condition     = alltrue([for package in values(local.packages[each.key]) : package.source != null])
      error_message = "No address is known of these packages of ${each.key} for its base image: ${join(", ", [for package, of in local.packages[each.key] : package if of.source == null])}. Name a source in the image's packages, and its sha256."
    }

    precondition {
      condition     = alltrue([for package in values(local.packages[each.key]) : package.is_checked])
      error_message = "Nothing tells whether these packages of ${each.key} are the right ones: ${join(", ", [for package, of in local.packages[each.key] : package if !of.is_checked])}. Name each one's sha256; for packages from DCV's own site the vendor's signing_key_fingerprint (Linux) or publisher (Windows) will do as well."
    }

    precondition {
      condition     = try(length(data.aws_ami_ids.base[each.key].ids) > 0, true)
      error_message = "The base image ${each.value.parent} of ${each.key} does not exist in ${local.region}, or belongs to an account other than this one and Amazon: AMIs have another id in each region, and base_image_owner names another owner."
    }
  }
}
