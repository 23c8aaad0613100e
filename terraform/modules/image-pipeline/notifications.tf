# Whoever waits for an image hears that there is none; a build that was cancelled needs no telling.
locals {
  topic_arn = var.notifications.topic_arn == null ? aws_sns_topic.failure["this"].arn : var.notifications.topic_arn
}

resource "aws_cloudwatch_event_rule" "failure" {
  # With a dot, which the names of images have not: their own rules are named after them.
  name        = "${var.name}.image-failed"
  description = "An image of ${var.name} could not be built, or did not pass its tests"
  tags        = var.tags

  event_pattern = jsonencode({
    source        = ["aws.imagebuilder"]
    "detail-type" = ["EC2 Image Builder Image State Change"]
    resources     = [for image in values(local.images) : { prefix = "arn:${local.partition}:imagebuilder:${local.region}:${local.account_id}:image/${image.resource}/" }]
    detail        = { state = { status = ["FAILED"] } }
  })
}

resource "aws_cloudwatch_event_target" "failure" {
  rule      = aws_cloudwatch_event_rule.failure.name
  target_id = "topic"
  arn       = local.topic_arn

  input_transformer {
    input_paths = {
      image = "$.resources[0]"
      state = "$.detail.previous-state.status"
      time  = "$.time"
    }
    input_template = "\"<time>: the image <image> failed while <state>. The image before it stays in use. Why it failed is in the log group of its name under /aws/imagebuilder/.\""
  }
}

resource "aws_sns_topic" "failure" {
  for_each = toset(var.notifications.topic_arn == null ? ["this"] : [])

  name              = "${var.name}-image-failed"
  kms_master_key_id = var.kms_key_arn
  tags              = var.tags
}

resource "aws_sns_topic_policy" "failure" {
  for_each = aws_sns_topic.failure

  arn = each.value.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Publish"
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = each.value.arn
      Condition = { ArnEquals = { "aws:SourceArn" = aws_cloudwatch_event_rule.failure.arn } }
    }]
  })
}

resource "aws_sns_topic_subscription" "email" {
  for_each = var.notifications.topic_arn == null ? var.notifications.email_addresses : []

  topic_arn = local.topic_arn
  protocol  = "email"
  endpoint  = each.key
}
