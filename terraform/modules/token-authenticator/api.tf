locals {
  # The published authenticator has its method on the root; its text also names the other path. Both mean the same.
  paths = {
    root = "/"
    path = "/ValidateToken"
  }

  # DCV servers have no way to sign: the policy of the API stands in for an authorizer.
  method = {
    http_method             = "POST"
    authorization           = "NONE"
    type                    = "AWS_PROXY"
    integration_http_method = "POST"
    uri                     = "arn:${local.partition}:apigateway:${local.region}:lambda:path/2015-03-31/functions/${local.validate_arn}/invocations"
  }

  # By its name and not as an attribute of the function. The deployment is made before the old one goes, and Terraform then makes everything that it comes from in this order: roles and log
  # groups would be replaced by others of the same name, which AWS refuses. So nothing that has a name of its own may be upstream of the deployment: no function, role, log group or table. What is
  # (endpoint, its group, API, methods) must never be replaced under the same name.
  validate_arn = "arn:${local.partition}:lambda:${local.region}:${local.account}:function:${local.function_names["validate-token"]}"
  account      = split(":", aws_api_gateway_rest_api.this.execution_arn)[4]

  invoke_arns = { for key, path in local.paths : key => "${aws_api_gateway_rest_api.this.execution_arn}/${var.stage_name}/${local.method.http_method}${path}" }

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
      Resource  = concat([local.invoke_arns.root, local.invoke_arns.path], sort(var.endpoint.other_api_arns))
    }]
  })

  # A stage serves a copy of the API, so what the copy is made of must be here. Our own inputs: what the provider reads back changes by itself, and would make a copy with each plan.
  deployment_inputs = [local.api_policy, local.method, local.paths]

  # The resource of each path.
  resource_ids = {
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
  path_part   = trimprefix(local.paths.path, "/")
}

resource "aws_api_gateway_method" "verify" {
  for_each = local.resource_ids

  rest_api_id   = aws_api_gateway_rest_api.this.id
  resource_id   = each.value
  http_method   = local.method.http_method
  authorization = local.method.authorization
}

resource "aws_api_gateway_integration" "verify" {
  for_each = local.resource_ids

  rest_api_id             = aws_api_gateway_rest_api.this.id
  resource_id             = each.value
  http_method             = aws_api_gateway_method.verify[each.key].http_method
  type                    = local.method.type
  integration_http_method = local.method.integration_http_method
  uri                     = local.method.uri
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
