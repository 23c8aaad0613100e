locals {
  # What a caller cannot see: the functions answer a fault of their own in the caller's language, with a no or a status, and tell the reason to the log alone.
  alarms = var.alarms == null ? {} : {
    errors    = { namespace = "AWS/Lambda", metric = "Errors", description = "Invocations of ${var.name} fail" }
    throttles = { namespace = "AWS/Lambda", metric = "Throttles", description = "Invocations of ${var.name} are throttled" }
    faults    = { namespace = local.fault_namespace, metric = local.fault_metric, description = "${var.name} logs lines of level ERROR or FATAL" }
  }

  fault_namespace = "DcvAdmin"
  fault_metric    = "${var.name}-faults"
}

resource "aws_cloudwatch_log_metric_filter" "faults" {
  for_each = var.alarms == null ? toset([]) : toset(["faults"])

  name           = "faults"
  log_group_name = aws_cloudwatch_log_group.this.name
  pattern        = "{ ($.level = \"ERROR\") || ($.level = \"FATAL\") }"

  metric_transformation {
    namespace     = local.fault_namespace
    name          = local.fault_metric
    value         = "1"
    default_value = "0"
    unit          = "Count"
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.namespace == "AWS/Lambda" ? { FunctionName = aws_lambda_function.this.function_name } : null
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarms.actions
  ok_actions          = var.alarms.actions
  tags                = var.tags
}
