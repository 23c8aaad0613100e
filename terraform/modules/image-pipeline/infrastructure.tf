# Where images are built and tested: an instance that nobody can connect to, and that Systems Manager alone commands.
resource "aws_security_group" "builder" {
  name        = "${var.name}-image-builder"
  description = "Build instances of ${var.name}: nothing in, HTTPS out"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-image-builder" })
}

resource "aws_vpc_security_group_egress_rule" "https" {
  for_each = var.egress_cidrs

  security_group_id = aws_security_group.builder.id
  description       = "Systems Manager, S3, Image Builder, and where packages come from"
  cidr_ipv4         = each.key
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  tags              = var.tags
}

resource "aws_imagebuilder_infrastructure_configuration" "this" {
  for_each = local.images

  name                          = each.value.resource
  description                   = each.value.description
  instance_profile_name         = aws_iam_instance_profile.builder.name
  instance_types                = each.value.instance_types
  subnet_id                     = var.subnet_id
  security_group_ids            = [aws_security_group.builder.id]
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

# Image Builder would make them itself, and keep everything for ever.
resource "aws_cloudwatch_log_group" "build" {
  for_each = local.images

  name              = "/aws/imagebuilder/${each.value.resource}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}
