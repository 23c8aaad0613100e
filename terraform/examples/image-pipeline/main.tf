provider "aws" {
  region = var.region
}

# A Windows and a Linux workstation, built on command, or by a schedule each time anew.
module "images" {
  source = "../../modules/image-pipeline"

  name      = var.name
  vpc_id    = var.vpc_id
  subnet_id = var.subnet_id
  vendor    = var.vendor

  images = {
    windows = {
      role       = "workstation"
      base_image = "windows-server-2025"
      packages   = { for package, of in { "dcv-server" = var.windows_server, module = var.powershell_module } : package => of if of != null }
    }
    linux = {
      role       = "workstation"
      base_image = "amazon-linux-2023"
      packages   = { for package, of in { "dcv-server" = var.linux_server } : package => of if of != null }
    }
  }

  workstation = {
    verifier = var.verifier
    settings = var.settings
  }

  schedule      = var.schedule
  notifications = { email_addresses = var.notify }
  tags          = var.tags
}
