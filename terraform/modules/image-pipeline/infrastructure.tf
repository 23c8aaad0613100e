# Where images are built and tested: an instance that nobody can connect to, and that Systems Manager alone commands.
locals {
  # Windows fetches its updates, and the root certificates by which signatures are checked, by HTTP: they are signed themselves.
  needs_http = length(var.egress.cidrs) > 0 && anytrue([for image in values(local.images) : contains(var.egress.http_platforms, image.platform)])
}

resource "aws_security_group" "builder" {
  # A prefix, so that the group of another VPC can come before this one goes.
  name_prefix = "${var.name}-image-builder-"
  description = "Build instances of ${var.name}: nothing in, HTTPS out"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-image-builder" })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "https" {
  for_each = var.egress.cidrs

  security_group_id = aws_security_group.builder.id
  description       = "Systems Manager, S3, Image Builder, and where packages come from"
  cidr_ipv4         = each.key
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  tags              = var.tags
}

resource "aws_security_group" "http" {
  for_each = toset(local.needs_http ? ["this"] : [])

  name_prefix = "${var.name}-image-builder-http-"
  description = "Build instances of ${var.name} that also go out by HTTP"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-image-builder-http" })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "http" {
  for_each = local.needs_http ? var.egress.cidrs : []

  security_group_id = aws_security_group.http["this"].id
  description       = "Windows Update, and lists of root certificates and of revoked ones"
  cidr_ipv4         = each.key
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  tags              = var.tags
}

resource "aws_imagebuilder_infrastructure_configuration" "this" {
  for_each = local.images

  name                          = each.value.resource
  description                   = each.value.description
  instance_profile_name         = aws_iam_instance_profile.builder.name
  instance_types                = each.value.instance_types
  subnet_id                     = var.subnet_id
  security_group_ids            = concat([aws_security_group.builder.id], contains(var.egress.http_platforms, each.value.platform) ? [aws_security_group.http["this"].id] : [])
  terminate_instance_on_failure = true
  resource_tags                 = merge(var.tags, { Name = "${each.value.resource}-builder" })
  tags                          = var.tags

  instance_metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  lifecycle {
    precondition {
      condition     = try(length(data.aws_subnets.in_vpc["this"].ids) > 0, true)
      error_message = "The subnet ${var.subnet_id} does not exist in ${var.vpc_id}. Name a private subnet of this VPC, in ${local.region}."
    }

    precondition {
      condition     = try(length(data.aws_subnets.private["this"].ids) > 0 || length(data.aws_subnets.in_vpc["this"].ids) == 0, true)
      error_message = "The subnet ${var.subnet_id} gives its instances public addresses. Build in a private one, which reaches out by a NAT gateway or by endpoints (ssm, ssmmessages, ec2messages, imagebuilder, logs, S3)."
    }
  }
}

# Image Builder would make them itself, and keep everything for ever. The pipeline's own tells of its schedule, the other of each build.
resource "aws_cloudwatch_log_group" "build" {
  for_each = local.images

  name              = "/aws/imagebuilder/${each.value.resource}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}

resource "aws_cloudwatch_log_group" "pipeline" {
  for_each = local.images

  name              = "/aws/imagebuilder/pipeline/${each.value.resource}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}
