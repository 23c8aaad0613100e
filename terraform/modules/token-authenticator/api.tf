locals {
  # The published authenticator has its method on the root; its text also names the other path. Both mean the same.
  invoke_arns = {
    root = "${aws_api_gateway_rest_api.this.execution_arn}/${var.stage_name}/POST/"
    path = "${aws_api_gateway_rest_api.this.execution_arn}/${var.stage_name}/POST/ValidateToken"
  }

  # DCV servers sign nothing, so this is what guards the verifier. The Deny holds whatever else is ever allowed; the Allow names the two methods. With full ARNs, for the short form
  # (execute-api:/Beta/POST/) comes back as an ARN, and each plan would want to change it.
  api_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OnlyThroughTheEndpoint"
        Effect    = "Deny"
        Principal = "*"
        Action    = "execute-api:Invoke"
        Resource  = "${aws_api_gateway_rest_api.this.execution_arn}/*"
        Condition = { StringNotEquals = { "aws:SourceVpce" = local.endpoint_id } }
      },
      {
        Sid       = "Verify"
        Effect    = "Allow"
        Principal = "*"
        Action    = "execute-api:Invoke"
        Resource  = [local.invoke_arns.root, local.invoke_arns.path]
      },
    ]
  })

  endpoint_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Verify"
      Effect    = "Allow"
      Principal = "*"
      Action    = "execute-api:Invoke"
      Resource  = [local.invoke_arns.root, local.invoke_arns.path]
    }]
  })

  integration_uri = module.function["validate-token"].invoke_arn

  # A stage serves a copy of the API, so what the copy is made of must be here. Our own inputs: what the provider reads back changes by itself, and would make a copy with each plan.
  deployment_inputs = [local.api_policy, local.integration_uri, ["POST /", "POST /ValidateToken"]]

  # Each method with its resource, by the same keys as invoke_arns.
  methods = {
    root = aws_api_gateway_rest_api.this.root_resource_id
    path = aws_api_gateway_resource.validate_token.id
  }
}

resource "aws_api_gateway_rest_api" "this" {
  name        = "${var.name}-verifier"
  description = "Verifier of DCV connection tokens"
  tags        = var.tags

  endpoint_configuration {
    types            = ["PRIVATE"]
    vpc_endpoint_ids = [local.endpoint_id]
  }
}

resource "aws_api_gateway_rest_api_policy" "this" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  policy      = local.api_policy
}

resource "aws_api_gateway_resource" "validate_token" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_rest_api.this.root_resource_id
  path_part   = "ValidateToken"
}

# DCV servers have no way to sign: the policy above stands in for an authorizer.
resource "aws_api_gateway_method" "verify" {
  for_each = local.methods

  rest_api_id   = aws_api_gateway_rest_api.this.id
  resource_id   = each.value
  http_method   = "POST"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "verify" {
  for_each = local.methods

  rest_api_id             = aws_api_gateway_rest_api.this.id
  resource_id             = each.value
  http_method             = aws_api_gateway_method.verify[each.key].http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = local.integration_uri
}

resource "aws_lambda_permission" "api" {
  for_each = local.invoke_arns

  statement_id  = "api-${each.key}"
  function_name = module.function["validate-token"].name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = each.value
}

resource "aws_api_gateway_deployment" "this" {
  rest_api_id = aws_api_gateway_rest_api.this.id

  triggers = {
    inputs = sha1(jsonencode(local.deployment_inputs))
  }

  depends_on = [aws_api_gateway_integration.verify, aws_api_gateway_rest_api_policy.this]

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "this" {
  rest_api_id   = aws_api_gateway_rest_api.this.id
  deployment_id = aws_api_gateway_deployment.this.id
  stage_name    = var.stage_name
  description   = "Where DCV servers ask"
  tags          = var.tags

  dynamic "access_log_settings" {
    for_each = aws_cloudwatch_log_group.access

    content {
      destination_arn = access_log_settings.value.arn
      format          = local.access_log_format
    }
  }
}

resource "aws_api_gateway_method_settings" "this" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  stage_name  = aws_api_gateway_stage.this.stage_name
  method_path = "*/*"

  settings {
    throttling_rate_limit  = var.throttling.rate
    throttling_burst_limit = var.throttling.burst

    # These would write bodies, and with them tokens, into a log.
    logging_level      = "OFF"
    data_trace_enabled = false

    metrics_enabled = false
  }
}
