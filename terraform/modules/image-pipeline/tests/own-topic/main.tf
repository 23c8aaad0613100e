# The module with a topic that is made in the same apply.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100"
    }
  }
}

variable "name" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "subnet_id" {
  type = string
}

variable "vendor" {
  type = object({
    signing_key_fingerprint = string
    publisher               = string
  })
}

resource "aws_sns_topic" "own" {
  name = "operations"
}

module "images" {
  source = "../.."

  name      = var.name
  vpc_id    = var.vpc_id
  subnet_id = var.subnet_id
  vendor    = var.vendor
  images    = { linux = { role = "workstation", base_image = "amazon-linux-2023" } }

  notifications = { topic = { arn = aws_sns_topic.own.arn } }
}
