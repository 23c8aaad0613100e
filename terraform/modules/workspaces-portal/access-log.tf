locals {
  # Who asked for what, when, and how it ended. Neither header nor query string.
  access_log_format = jsonencode({
    requestTime       = "$context.requestTime"
    requestId         = "$context.requestId"
    sourceIp          = "$context.identity.sourceIp"
    method            = "$context.httpMethod"
    path              = "$context.resourcePath"
    status            = "$context.status"
    errorType         = "$context.error.responseType"
    integrationStatus = "$context.integrationStatus"
    latency           = "$context.responseLatency"
  })
}

resource "aws_cloudwatch_log_group" "access" {
  for_each = var.api.access_log ? toset(["this"]) : toset([])

  name              = "/aws/apigateway/${var.name}-portal"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}
