locals {
  alarms = var.alarms == null ? {} : { this = var.alarms }

  # What never reaches the function is in none of its logs: throttled, or asked for what is not there.
  api_alarms = var.alarms == null ? {} : {
    "4xx" = {
      metric      = "4XXError"
      threshold   = var.alarms.refusals
      description = "The API of the verifier refused more than ${var.alarms.refusals} requests in five minutes: throttled, or hosts ask for another path. DCV servers take it for a no"
    }
    "5xx" = {
      metric      = "5XXError"
      threshold   = 0
      description = "The API of the verifier answers with 5xx, which DCV servers take for a no"
    }
  }

  denial_namespace = "DcvAdmin"
  denial_metric    = "${var.name}-denials"
}

resource "aws_cloudwatch_log_metric_filter" "denials" {
  for_each = local.alarms

  name           = "denials"
  log_group_name = module.function["validate-token"].log_group_name
  # Event 1002 is a no that was decided; those for a fault of ours have level ERROR and an alarm of their own.
  pattern = "{ $.eventId = 1002 }"

  metric_transformation {
    namespace     = local.denial_namespace
    name          = local.denial_metric
    value         = "1"
    default_value = "0"
    unit          = "Count"
  }
}

# A number, not a share of all logons: at night one mistyped token would be all of them.
resource "aws_cloudwatch_metric_alarm" "denials" {
  for_each = local.alarms

  alarm_name          = "${var.name}-denials"
  alarm_description   = "More than ${each.value.denials} connection tokens were refused in five minutes: someone guesses, or an issuer is broken"
  namespace           = local.denial_namespace
  metric_name         = local.denial_metric
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.denials
  treat_missing_data  = "notBreaching"
  alarm_actions       = each.value.actions
  ok_actions          = each.value.actions
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "api" {
  for_each = local.api_alarms

  alarm_name          = "${var.name}-${each.key}"
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
