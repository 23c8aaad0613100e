locals {
  # What never reaches a function is in none of their logs.
  api_alarms = var.alarms == null ? {} : {
    "4xx" = {
      metric      = "4XXError"
      threshold   = var.alarms.refusals
      description = "The API of the portal refused more than ${var.alarms.refusals} requests in five minutes: throttled, without a token, or for what is another's"
    }
    "5xx" = {
      metric      = "5XXError"
      threshold   = 0
      description = "The API of the portal answers with 5xx"
    }
  }

  silence = var.alarms == null ? {} : { this = var.alarms }
}

resource "aws_cloudwatch_metric_alarm" "api" {
  for_each = local.api_alarms

  alarm_name          = "${var.name}-portal-${each.key}"
  alarm_description   = each.value.description
  namespace           = "AWS/ApiGateway"
  metric_name         = each.value.metric
  dimensions          = { ApiName = aws_api_gateway_rest_api.this.name, Stage = aws_api_gateway_stage.this.stage_name }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarms.actions
  ok_actions          = var.alarms.actions
  tags                = var.tags
}

# A schedule that is off leaves no error anywhere, and the list grows old.
resource "aws_cloudwatch_metric_alarm" "silence" {
  for_each = local.silence

  alarm_name          = "${var.name}-find-workspaces-silence"
  alarm_description   = "No find-workspaces has succeeded for ${each.value.silence_minutes} minutes: the list is older than that"
  evaluation_periods  = 1
  comparison_operator = "LessThanOrEqualToThreshold"
  threshold           = 0
  treat_missing_data  = "breaching"
  alarm_actions       = each.value.actions
  ok_actions          = each.value.actions
  tags                = var.tags

  metric_query {
    id          = "successes"
    expression  = "FILL(invocations, 0) - FILL(errors, 0)"
    label       = "Successes"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { invocations = "Invocations", errors = "Errors" }

    content {
      id          = metric_query.key
      return_data = false

      metric {
        namespace   = "AWS/Lambda"
        metric_name = metric_query.value
        dimensions  = { FunctionName = module.function["find-workspaces"].name }
        period      = each.value.silence_minutes * 60
        stat        = "Sum"
      }
    }
  }
}
