# A recipe as it is sent: the resource has no argument that does not come from here, so that the version, which is a function of it, misses
# none. What stands for a component is its name and its version, because an ARN is not known before the component is made.
locals {
  recipes = {
    for name, image in local.images : name => {
      description  = image.description
      parent_image = image.parent

      component = [for step in local.steps[name] : {
        component = step.component
        version   = try(local.component_versions[step.component], "")
        parameter = step.parameters
      }]

      block_device_mapping = {
        device_name = coalesce(image.root_device, image.platform == "Windows" ? "/dev/sda1" : "/dev/xvda")
        ebs = {
          encrypted             = true
          kms_key_id            = var.kms_key_arn
          delete_on_termination = true
          volume_size           = coalesce(image.volume_gb, image.platform == "Windows" ? 60 : image.role == "gateway" ? 20 : 40)
          volume_type           = "gp3"
        }
      }

      # Machines of the image are managed through the agent.
      systems_manager_agent = { uninstall_after_build = false }
    }
  }

  # Like a component's, a recipe's version is a function of its content.
  recipe_digests  = { for name, recipe in local.recipes : name => sha256(jsonencode(recipe)) }
  recipe_versions = { for name, digest in local.recipe_digests : name => "1.${parseint(substr(digest, 0, 7), 16)}.${parseint(substr(digest, 7, 7), 16)}" }
}

resource "aws_imagebuilder_image_recipe" "this" {
  for_each = local.recipes

  name         = local.images[each.key].resource
  version      = local.recipe_versions[each.key]
  description  = each.value.description
  parent_image = each.value.parent_image
  tags         = var.tags

  dynamic "component" {
    for_each = each.value.component

    content {
      component_arn = startswith(component.value.component, "arn:") ? component.value.component : aws_imagebuilder_component.this[component.value.component].arn

      dynamic "parameter" {
        for_each = component.value.parameter

        content {
          name  = parameter.key
          value = parameter.value
        }
      }
    }
  }

  block_device_mapping {
    device_name = each.value.block_device_mapping.device_name

    ebs {
      encrypted             = each.value.block_device_mapping.ebs.encrypted
      kms_key_id            = each.value.block_device_mapping.ebs.kms_key_id
      delete_on_termination = each.value.block_device_mapping.ebs.delete_on_termination
      volume_size           = each.value.block_device_mapping.ebs.volume_size
      volume_type           = each.value.block_device_mapping.ebs.volume_type
    }
  }

  systems_manager_agent {
    uninstall_after_build = each.value.systems_manager_agent.uninstall_after_build
  }

  lifecycle {
    # The pipeline goes over to the new recipe before the old one goes.
    create_before_destroy = true

    precondition {
      condition     = local.has_image_builder
      error_message = "There is no EC2 Image Builder in ${local.region}. Build in a region that has it, and name ${local.region} in distribution.regions."
    }

    precondition {
      condition     = length(each.value.component) <= 20
      error_message = "The image ${each.key} would have ${length(each.value.component)} components, and Image Builder takes 20 in a recipe, with its own: put several of yours into one document."
    }

    precondition {
      condition     = length(setsubtract(keys(local.images[each.key].packages), local.wanted[each.key])) == 0
      error_message = "${each.key} does not take these packages: ${join(", ", setsubtract(keys(local.images[each.key].packages), local.wanted[each.key]))}. A gateway takes gateway alone, the Session Manager agent needs workstation.session_manager, and powershell is for Linux."
    }

    precondition {
      condition     = alltrue([for package in values(local.packages[each.key]) : package.source != null])
      error_message = "No address is known of these packages of ${each.key} for its base image: ${join(", ", [for package, of in local.packages[each.key] : package if of.source == null])}. Name a source in the image's packages, and its sha256."
    }

    precondition {
      condition     = alltrue([for package in values(local.packages[each.key]) : package.is_checked])
      error_message = "Nothing tells whether these packages of ${each.key} are the right ones: ${join(", ", [for package, of in local.packages[each.key] : package if !of.is_checked])}. Name each one's sha256; for packages from DCV's own site the vendor's signing_key_fingerprint (Linux) or publisher (Windows) will do as well; the README says how to read them."
    }

    precondition {
      condition     = try(length(data.aws_ami_ids.base[each.key].ids) > 0, true)
      error_message = "The base image ${each.value.parent_image} of ${each.key} does not exist in ${local.region}, or belongs to an account other than this one and Amazon: AMIs have another id in each region, and base_image_owner names another owner."
    }
  }
}
