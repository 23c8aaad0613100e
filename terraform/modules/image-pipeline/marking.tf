# A lifecycle policy finds images by a recipe's exact version, of which each change makes a new one, or by the tags of the image,
# which a pipeline does not set in this provider. So each image that becomes available is marked: EventBridge hears of it, and
# starts an automation of one step that tags it.
locals {
  mark = "DcvAdminImage"
}

resource "aws_ssm_document" "mark" {
  name            = "${var.name}-mark-image"
  document_type   = "Automation"
  document_format = "JSON"
  tags            = var.tags

  content = jsonencode({
    schemaVersion = "0.3"
    description   = "Tags an image of ${var.name} with the pipeline that made it."
    assumeRole    = "{{ AutomationAssumeRole }}"
    parameters = {
      AutomationAssumeRole = { type = "AWS::IAM::Role::Arn" }
      Image                = { type = "String", allowedPattern = "^arn:aws[a-z-]*:imagebuilder:[a-z0-9-]+:[0-9]{12}:image/[a-z0-9_-]+/[0-9]+\\.[0-9]+\\.[0-9]+/[0-9]+$" }
      Pipeline             = { type = "String", allowedPattern = "^[a-z0-9-]{1,128}$" }
    }
    mainSteps = [{
      name   = "tag"
      action = "aws:executeAwsApi"
      isEnd  = true
      inputs = {
        Service     = "imagebuilder"
        Api         = "TagResource"
        resourceArn = "{{ Image }}"
        tags        = { (local.mark) = "{{ Pipeline }}" }
      }
    }]
  })
}

resource "aws_cloudwatch_event_rule" "available" {
  for_each = local.images

  # A rule of the same name would be written over without a word: a hyphen could belong to either part, a dot to neither.
  name        = "${var.name}.${each.key}"
  description = "An image of ${each.value.resource} has become available"
  tags        = var.tags

  event_pattern = jsonencode({
    source        = ["aws.imagebuilder"]
    "detail-type" = ["EC2 Image Builder Image State Change"]
    resources     = [{ prefix = "arn:${local.partition}:imagebuilder:${local.region}:${local.account_id}:image/${each.value.resource}/" }]
    detail        = { state = { status = ["AVAILABLE"] } }
  })
}

resource "aws_cloudwatch_event_target" "mark" {
  for_each = local.images

  rule      = aws_cloudwatch_event_rule.available[each.key].name
  target_id = "mark"
  arn       = "arn:${local.partition}:ssm:${local.region}:${local.account_id}:automation-definition/${aws_ssm_document.mark.name}:$DEFAULT"
  role_arn  = aws_iam_role.events.arn

  input_transformer {
    input_paths    = { image = "$.resources[0]" }
    input_template = "{\"AutomationAssumeRole\": [${jsonencode(aws_iam_role.mark.arn)}], \"Image\": [\"<image>\"], \"Pipeline\": [${jsonencode(each.value.resource)}]}"
  }
}

resource "aws_iam_role" "events" {
  name                 = "${var.name}-image-event-${local.region}"
  description          = "Starts the marking of images of ${var.name}"
  path                 = var.role_path
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "events" {
  name = "start"
  role = aws_iam_role.events.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # Systems Manager asks for all three: the definition that the rule names, the document behind it, and what is started.
        Sid    = "Start"
        Effect = "Allow"
        Action = "ssm:StartAutomationExecution"
        Resource = [
          "arn:${local.partition}:ssm:${local.region}:${local.account_id}:automation-definition/${var.name}-mark-image:*",
          "arn:${local.partition}:ssm:${local.region}:${local.account_id}:document/${var.name}-mark-image",
        ]
      },
      {
        Sid       = "HandOver"
        Effect    = "Allow"
        Action    = "iam:PassRole"
        Resource  = aws_iam_role.mark.arn
        Condition = { StringEquals = { "iam:PassedToService" = "ssm.amazonaws.com" } }
      },
    ]
  })
}

# By itself, because the tests make an exception for it: no execution's id is known before it is started. The definition above bounds what is.
resource "aws_iam_role_policy" "executions" {
  name = "execute"
  role = aws_iam_role.events.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "Start"
      Effect   = "Allow"
      Action   = "ssm:StartAutomationExecution"
      Resource = "arn:${local.partition}:ssm:${local.region}:${local.account_id}:automation-execution/*"
    }]
  })
}

resource "aws_iam_role" "mark" {
  name                 = "${var.name}-image-mark-${local.region}"
  description          = "Tags images of ${var.name}"
  path                 = var.role_path
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ssm.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "mark" {
  name = "tag"
  role = aws_iam_role.mark.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "Tag"
      Effect   = "Allow"
      Action   = "imagebuilder:TagResource"
      Resource = [for image in values(local.images) : "arn:${local.partition}:imagebuilder:${local.region}:${local.account_id}:image/${image.resource}/*"]
    }]
  })
}

# EventBridge says nowhere else that it could not start the automation; one that started and failed tells by an event of its own.
resource "aws_cloudwatch_metric_alarm" "not_started" {
  for_each = local.images

  alarm_name          = "${var.name}.${each.key}.not-marked"
  alarm_description   = "EventBridge could not start the marking of an image of ${each.value.resource}, which will therefore never expire."
  namespace           = "AWS/Events"
  metric_name         = "FailedInvocations"
  dimensions          = { RuleName = aws_cloudwatch_event_rule.available[each.key].name }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = [local.topic_arn]
  tags                = var.tags
}
