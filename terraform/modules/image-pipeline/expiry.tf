# Old images go, with their AMIs and snapshots; marking.tf makes them known.
locals {
  keep = { Keep = "true" }
}

resource "aws_iam_role" "expiry" {
  name                 = "${var.name}-image-expiry-${local.region}"
  description          = "Removes old images of ${var.name}"
  path                 = var.role_path
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "imagebuilder.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

# AWS's own policy for exactly this: it removes AMIs and snapshots only where Image Builder made them.
resource "aws_iam_role_policy_attachment" "expiry" {
  role       = aws_iam_role.expiry.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/EC2ImageBuilderLifecycleExecutionPolicy"
}

# One for each pipeline, because a policy counts all images that it finds.
resource "aws_imagebuilder_lifecycle_policy" "this" {
  for_each = local.images

  name           = each.value.resource
  description    = "Keeps the newest ${var.retention.keep} images of ${each.value.resource}"
  execution_role = aws_iam_role.expiry.arn
  resource_type  = "AMI_IMAGE"
  status         = "ENABLED"
  tags           = var.tags

  resource_selection {
    tag_map = { (local.mark) = each.value.resource }
  }

  policy_detail {
    action {
      type = "DELETE"

      include_resources {
        amis      = true
        snapshots = true
      }
    }

    filter {
      type  = "COUNT"
      value = var.retention.keep
    }

    # For a machine that runs longer than AWS remembers its start.
    exclusion_rules {
      tag_map = local.keep

      amis {
        tag_map = local.keep

        # Said although it is the default: the provider reads it back as false, and takes null for something else.
        is_public = false

        last_launched {
          unit  = "DAYS"
          value = var.retention.launched_within_days
        }
      }
    }
  }

  # Image Builder tries the role when the policy is made.
  depends_on = [aws_iam_role_policy_attachment.expiry]
}
