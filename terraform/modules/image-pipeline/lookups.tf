# What is asked of AWS while planning, so that a mistake is a sentence there and not an error half way through an apply.
data "aws_partition" "this" {}

data "aws_region" "this" {}

data "aws_caller_identity" "this" {}

data "aws_ssm_parameters_by_path" "image_builder_regions" {
  for_each = toset(var.lookups ? ["this"] : [])

  path = "/aws/service/global-infrastructure/services/imagebuilder/regions"
}

data "aws_subnets" "in_vpc" {
  for_each = toset(var.lookups ? ["this"] : [])

  filter {
    name   = "vpc-id"
    values = [var.vpc_id]
  }

  filter {
    name   = "subnet-id"
    values = [var.subnet_id]
  }
}

data "aws_subnets" "private" {
  for_each = toset(var.lookups ? ["this"] : [])

  filter {
    name   = "subnet-id"
    values = [var.subnet_id]
  }

  filter {
    name   = "map-public-ip-on-launch"
    values = ["false"]
  }
}

data "aws_ami_ids" "base" {
  for_each = { for name, image in local.images : name => image if var.lookups && local.has_image_builder && can(regex(local.ami_pattern, image.parent)) }

  owners = each.value.base_image_owner == null ? ["self", "amazon"] : [each.value.base_image_owner]

  filter {
    name   = "image-id"
    values = [each.value.parent]
  }
}

# Not asked where there is no Image Builder: the recipe then says so. An ARN that means no image ends the plan here, with AWS's words and the ARN.
data "aws_imagebuilder_image" "base" {
  for_each = { for name, image in local.images : name => image.parent if var.lookups && local.has_image_builder && startswith(image.parent, "arn:") }

  arn = each.value
}

locals {
  partition  = data.aws_partition.this.partition
  region     = data.aws_region.this.id
  account_id = data.aws_caller_identity.this.account_id

  # Partitions that do not publish the list are not judged.
  image_builder_regions = try([for name in data.aws_ssm_parameters_by_path.image_builder_regions["this"].names : element(split("/", name), -1)], [])
  has_image_builder     = length(local.image_builder_regions) == 0 || contains(local.image_builder_regions, local.region)
}
