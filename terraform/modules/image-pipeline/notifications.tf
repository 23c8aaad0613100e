# Whoever waits for an image hears that there is none; a build that was cancelled needs no telling.
locals {
  makes_topic = var.notifications.topic == null
  topic_arn   = local.makes_topic ? aws_sns_topic.failure["this"].arn : var.notifications.topic.arn

  pipelines = [for image in values(local.images) : "arn:${local.partition}:imagebuilder:${local.region}:${local.account_id}:image-pipeline/${image.resource}"]

  failures = {
    failed = {
      description = "An image of ${var.name} could not be built, or did not pass its tests"
      pattern = {
        source        = ["aws.imagebuilder"]
        "detail-type" = ["EC2 Image Builder Image State Change"]
        resources     = [for image in values(local.images) : { prefix = "arn:${local.partition}:imagebuilder:${local.region}:${local.account_id}:image/${image.resource}/" }]
        detail        = { state = { status = ["FAILED"] } }
      }
      paths = { image = "$.resources[0]", state = "$.detail.previous-state.status", time = "$.time" }
      text  = "<time>: the image <image> failed while <state>. The image before it stays in use. Why it failed is in the log group of its name under /aws/imagebuilder/."
    }
    disabled = {
      description = "Image Builder has switched off a pipeline of ${var.name}, after one failure too many"
      pattern = {
        source        = ["aws.imagebuilder"]
        "detail-type" = ["EC2 Image Builder Image Pipeline Automatically Disabled"]
        resources     = local.pipelines
      }
      paths = { pipeline = "$.resources[0]", time = "$.time" }
      text  = "<time>: Image Builder has switched off the pipeline <pipeline>, because too many builds failed in a row. Nothing is built until the next apply, or until somebody switches it on."
    }
    unmarked = {
      description = "An image of ${var.name} was not marked, and will therefore never expire"
      pattern = {
        source        = ["aws.ssm"]
        "detail-type" = ["EC2 Automation Execution Status-change Notification"]
        detail        = { Definition = ["${var.name}-mark-image"], Status = ["Failed", "TimedOut", "Cancelled"] }
      }
      paths = { execution = "$.detail.ExecutionId", time = "$.time" }
      text  = "<time>: the automation <execution> did not mark its image, which will therefore never expire. Tag it with ${local.mark} and the name of its pipeline."
    }
  }
}

resource "aws_cloudwatch_event_rule" "failure" {
  for_each = local.failures

  # With an underscore, which neither a name nor an image's name can have: images have rules of their own.
  name          = "${var.name}_${each.key}"
  description   = each.value.description
  event_pattern = jsonencode(each.value.pattern)
  tags          = var.tags
}

resource "aws_cloudwatch_event_target" "failure" {
  for_each = local.failures

  rule      = aws_cloudwatch_event_rule.failure[each.key].name
  target_id = "topic"
  arn       = local.topic_arn

  input_transformer {
    input_paths = each.value.paths
    # jsonencode would write the marks of the placeholders as escapes, which EventBridge does not know.
    input_template = "\"${each.value.text}\""
  }
}

resource "aws_sns_topic" "failure" {
  for_each = toset(local.makes_topic ? ["this"] : [])

  name              = "${var.name}-image-failed"
  kms_master_key_id = var.kms_key_arn
  tags              = var.tags
}

resource "aws_sns_topic_policy" "failure" {
  for_each = aws_sns_topic.failure

  arn = each.value.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Events"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = each.value.arn
        Condition = { ArnEquals = { "aws:SourceArn" = [for rule in values(aws_cloudwatch_event_rule.failure) : rule.arn] } }
      },
      {
        Sid       = "Alarms"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = each.value.arn
        Condition = {
          ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:cloudwatch:${local.region}:${local.account_id}:alarm:${var.name}.*" }
          StringEquals = { "aws:SourceAccount" = local.account_id }
        }
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "email" {
  for_each = local.makes_topic ? var.notifications.email_addresses : []

  topic_arn = local.topic_arn
  protocol  = "email"
  endpoint  = each.key
}

# A warning and no error: somebody may subscribe by other means.
check "somebody_hears_of_failures" {
  assert {
    condition     = !local.makes_topic || length(var.notifications.email_addresses) > 0
    error_message = "Nobody hears of builds that fail: name notifications.email_addresses, or a topic of your own, or subscribe to the output topic_arn."
  }
}
