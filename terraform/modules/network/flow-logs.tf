data "aws_caller_identity" "this" {}

locals {
  flow_logs = var.flow_logs == null ? {} : { this = var.flow_logs }

  # Only for flow logs of this account and region: the service works for everybody.
  flow_log_trust_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "vpc-flow-logs.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.this.account_id }
        ArnLike      = { "aws:SourceArn" = "arn:${data.aws_partition.this.partition}:ec2:${local.region}:${data.aws_caller_identity.this.account_id}:vpc-flow-log/*" }
      }
    }]
  })

  flow_log_policies = { for key, group in aws_cloudwatch_log_group.flow_logs : key => jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "Log"
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"]
      Resource = "${group.arn}:*"
    }]
  }) }
}

resource "aws_cloudwatch_log_group" "flow_logs" {
  for_each = local.flow_logs

  name              = "/aws/vpc/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags

  lifecycle {
    precondition {
      condition     = try(split(":", var.kms_key_arn)[3] == local.region, true)
      error_message = "The key ${coalesce(var.kms_key_arn, "-")} is not of ${local.region}: log groups take keys of their own region."
    }
  }
}

resource "aws_iam_role" "flow_logs" {
  for_each = local.flow_logs

  name                 = "${var.name}-flow-logs-${local.region}"
  path                 = var.role_path
  description          = "Writes the flow logs of the VPC ${var.name}"
  assume_role_policy   = local.flow_log_trust_policy
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags
}

resource "aws_iam_role_policy" "flow_logs" {
  for_each = local.flow_logs

  name   = "log"
  role   = aws_iam_role.flow_logs[each.key].id
  policy = local.flow_log_policies[each.key]
}

resource "aws_flow_log" "this" {
  for_each = local.flow_logs

  vpc_id          = aws_vpc.this.id
  traffic_type    = each.value.traffic
  iam_role_arn    = aws_iam_role.flow_logs[each.key].arn
  log_destination = aws_cloudwatch_log_group.flow_logs[each.key].arn
  tags            = merge(var.tags, { Name = var.name })

  depends_on = [aws_iam_role_policy.flow_logs]
}
