# The components of each image in their order, and the resources for those that any image takes.
locals {
  component_arn_pattern = "^arn:aws[a-z-]*:imagebuilder:[a-z0-9-]+:${local.owner_pattern}:component/[a-z0-9_-]+/([0-9]+|x)\\.([0-9]+|x)\\.([0-9]+|x)(/[0-9]+)?$"

  # What documents of your own take; one without a default must be given.
  own_parameters = {
    for name, own in var.own_components : name => {
      all    = flatten([for parameter in try(yamldecode(own.data).parameters, []) : keys(parameter)])
      needed = flatten([for parameter in try(yamldecode(own.data).parameters, []) : [for key, of in parameter : key if !can(of.default)]])
    }
  }

  fetches = {
    for name, image in local.images : name => [
      for package in local.wanted[name] : {
        component = "fetch-${package}-${lower(image.platform)}"
        parameters = merge(
          {
            Package = package
            Source  = coalesce(local.packages[name][package].source, "none")
            Sha256  = coalesce(local.packages[name][package].sha256, "none")
          },
          { for key, value in {
            Publisher      = image.platform == "Windows" ? var.vendor.publisher : null
            Organization   = image.platform == "Windows" && var.vendor.publisher != null ? coalesce(var.vendor.publisher_organization, var.vendor.publisher) : null
            Certificate    = image.platform == "Windows" && var.vendor.publisher != null ? try(upper(var.vendor.publisher_certificate), null) : null
            KeySource      = image.platform == "Linux" ? var.vendor.signing_key_source : null
            KeyFingerprint = image.platform == "Linux" ? try(upper(var.vendor.signing_key_fingerprint), null) : null
          } : key => value if value != null && local.packages[name][package].is_signed },
        )
      }
    ]
  }

  installations = {
    for name, image in local.images : name => [
      for step in [
        { when = image.role == "workstation" && image.platform == "Linux" && image.desktop, component = "desktop", parameters = {} },
        { when = contains(local.wanted[name], "dcv-server"), component = "dcv-server", parameters = merge(
          { WebPort = try(local.own_settings[name]["connectivity/web-port"], "8443") },
          image.platform == "Windows" ? { SessionOwner = try(coalesce(local.session_owners[name]), "none") } : {},
        ) },
        { when = contains(local.wanted[name], "module"), component = "module", parameters = {} },
        { when = contains(local.wanted[name], "session-manager-agent"), component = "session-manager-agent", parameters = {
          Configuration  = base64encode(try(local.agent_configuration[image.platform], ""))
          CaCertificates = try(base64encode(var.workstation.session_manager.ca_pem), "none")
        } },
        { when = image.role == "workstation", component = "host-settings", parameters = {
          Settings       = base64encode(join("", [for key, value in try(local.settings[name], {}) : "${key}=${value}\n"]))
          CaCertificates = try(base64encode(local.verifier_ca), "none")
        } },
        { when = image.role == "gateway", component = "gateway", parameters = {
          Configuration          = base64encode(coalesce(local.gateway_configuration, "none"))
          ResolverCaCertificates = try(base64encode(var.gateway.resolver_ca_pem), "none")
          ServerCaCertificates   = try(base64encode(var.gateway.server_ca_pem), "none")
          HealthPort             = try(tostring(var.gateway.health_port), "none")
          WebPort                = try(tostring(var.gateway.web_port), "none")
        } },
      ] : { component = "${step.component}-${lower(image.platform)}", parameters = step.parameters } if step.when
    ]
  }

  # Updates come first, because a new kernel or framework is what the rest is installed on, and the tidying comes last.
  steps = {
    for name, image in local.images : name => concat(
      image.update_os ? [{ component = "arn:${local.partition}:imagebuilder:${local.region}:aws:component/update-${lower(image.platform)}/x.x.x", parameters = {} }] : [],
      local.fetches[name],
      local.installations[name],
      [for own in image.components : { component = can(regex("^arn:", own.component)) ? own.component : "own-${own.component}", parameters = own.parameters }],
      [{ component = "tidy-${lower(image.platform)}", parameters = {} }],
    )
  }

  documents = merge(
    {
      for key in distinct(flatten([for steps in values(local.steps) : [for step in steps : step.component if !startswith(step.component, "arn:") && !startswith(step.component, "own-")]])) : key => {
        platform = endswith(key, "-windows") ? "Windows" : "Linux"
        # One document fetches all packages; each is a component of its own, since a recipe takes a component once.
        data        = file("${path.module}/components/${startswith(key, "fetch-") ? "fetch-${endswith(key, "-windows") ? "windows" : "linux"}" : key}.yml")
        description = "DcvAdmin: ${key}"
      }
    },
    {
      for key, own in var.own_components : "own-${key}" => {
        platform    = own.platform
        data        = own.data
        description = coalesce(own.description, "Of your own: ${key}")
      }
    },
  )

  # A version is a function of the content. What a component holds cannot be changed in AWS, and one that a recipe names
  # cannot be deleted: so each content is a version of its own, and stands beside the old one until nothing names that any more.
  # 28 bits a node: Image Builder takes 30.
  component_digests  = { for key, document in local.documents : key => sha256(jsonencode([document, var.kms_key_arn])) }
  component_versions = { for key, digest in local.component_digests : key => "1.${parseint(substr(digest, 0, 7), 16)}.${parseint(substr(digest, 7, 7), 16)}" }
}

resource "aws_imagebuilder_component" "this" {
  for_each = local.documents

  name        = "${var.name}-${each.key}"
  version     = local.component_versions[each.key]
  platform    = each.value.platform
  description = each.value.description
  data        = each.value.data
  kms_key_id  = var.kms_key_arn
  tags        = var.tags

  lifecycle {
    create_before_destroy = true
  }
}
