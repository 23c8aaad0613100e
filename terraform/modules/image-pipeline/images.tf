# What each image is made of: its base, its packages and where they come from.
locals {
  # Amazon's own images by their Image Builder names: x.x.x is the newest, and what only_if_updates looks at.
  base_images = {
    "amazon-linux-2023"       = { platform = "Linux", kind = "amzn2023-x86_64", image = "amazon-linux-2023-x86", instance_type = "m6i.large" }
    "amazon-linux-2023-arm64" = { platform = "Linux", kind = "amzn2023-aarch64", image = "amazon-linux-2023-arm64", instance_type = "m6g.large" }
    "windows-server-2022"     = { platform = "Windows", kind = "windows-x86_64", image = "windows-server-2022-english-full-base-x86", instance_type = "m6i.large" }
    "windows-server-2025"     = { platform = "Windows", kind = "windows-x86_64", image = "windows-server-2025-english-full-base-x86", instance_type = "m6i.large" }
  }

  # An account, or one of the names that Image Builder has for others: aws, aws-marketplace, third-party.
  owner_pattern     = "([0-9]{12}|aws|aws-[a-z-]+|third-party)"
  ami_pattern       = "^ami-[0-9a-f]{8,17}$"
  image_arn_pattern = "^arn:aws[a-z-]*:imagebuilder:[a-z0-9-]+:${local.owner_pattern}:image/[a-z0-9_-]+/([0-9]+|x)\\.([0-9]+|x)\\.([0-9]+|x)(/[0-9]+)?$"
  source_pattern    = "^(https://[A-Za-z0-9.-]+(:[0-9]{1,5})?|s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(/[A-Za-z0-9._~%+=@,-]+)+$"
  pem_pattern       = "^\\s*(-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\s]+-----END CERTIFICATE-----\\s*)+$"

  images = {
    for name, image in var.images : name => merge(image, {
      platform    = try(local.base_images[image.base_image].platform, image.platform)
      kind        = try(local.base_images[image.base_image].kind, image.platform == "Windows" ? "windows-x86_64" : "other")
      parent      = try("arn:${local.partition}:imagebuilder:${local.region}:aws:image/${local.base_images[image.base_image].image}/x.x.x", image.base_image)
      resource    = "${var.name}-${name}"
      description = coalesce(image.description, "DCV ${image.role} on ${image.base_image}, by DcvAdmin")
      # The group of packages has this name on Amazon Linux alone.
      desktop        = image.desktop == null ? startswith(image.base_image, "amazon-linux-2023") : image.desktop
      instance_types = image.instance_types == null ? toset([try(local.base_images[image.base_image].instance_type, "m6i.large")]) : image.instance_types
    })
  }

  # DCV's own site, the newest of each package. Its name for the Session Manager agent on Amazon Linux 2023 is not known.
  vendor_site = "https://d1uj6qtbmh3dt5.cloudfront.net"
  vendor_files = {
    "dcv-server" = {
      "amzn2023-x86_64"  = "nice-dcv-amzn2023-x86_64.tgz"
      "amzn2023-aarch64" = "nice-dcv-amzn2023-aarch64.tgz"
      "windows-x86_64"   = "nice-dcv-server-x64-Release.msi"
    }
    "gateway" = {
      "amzn2023-x86_64"  = "nice-dcv-connection-gateway-amzn2023.x86_64.rpm"
      "amzn2023-aarch64" = "nice-dcv-connection-gateway-amzn2023.aarch64.rpm"
    }
    "session-manager-agent" = {
      "windows-x86_64" = "nice-dcv-session-manager-agent-x64-Release.msi"
    }
  }

  # Which packages an image takes, in the order in which they are fetched.
  wanted = {
    for name, image in local.images : name => [
      for package, is_wanted in {
        "dcv-server"            = image.role == "workstation"
        "session-manager-agent" = image.role == "workstation" && var.workstation.session_manager != null
        "powershell"            = image.role == "workstation" && image.platform == "Linux" && contains(keys(image.packages), "powershell")
        "module"                = image.role == "workstation" && contains(keys(image.packages), "module")
        "gateway"               = image.role == "gateway"
      } : package if is_wanted
    ]
  }

  sources = {
    for name, image in local.images : name => {
      for package in local.wanted[name] : package => {
        source = try(coalesce(try(image.packages[package].source, null), try("${local.vendor_site}/${local.vendor_files[package][image.kind]}", null)), null)
        sha256 = try(lower(image.packages[package].sha256), null)
        # The module is ours, and PowerShell Microsoft's: their packages are known by their hashes alone.
        is_signed = contains(keys(local.vendor_files), package) && (image.platform == "Windows" ? var.vendor.publisher : var.vendor.signing_key_fingerprint) != null
      }
    }
  }

  packages = {
    for name, packages in local.sources : name => {
      for package, of in packages : package => merge(of, {
        # A signature says who made a file, and not which one it is: from anywhere but the vendor's site only a hash will do.
        is_checked = of.sha256 != null || (of.is_signed && startswith(coalesce(of.source, "none"), "${local.vendor_site}/"))
      })
    }
  }
}
