locals {
  # As decision 0026 says. The parts of a path in braces are one resource each.
  resources = {
    workspaces = { parent = null, part = "workspaces", path = "/workspaces" }
    workspace  = { parent = "workspaces", part = "{id}", path = "/workspaces/{id}" }
    actions    = { parent = "workspace", part = "actions", path = "/workspaces/{id}/actions" }
    action     = { parent = "actions", part = "{action}", path = "/workspaces/{id}/actions/{action}" }
  }

  # A browser asks with OPTIONS, and without its token, whether a page may; so there is no authorizer.
  methods = {
    list         = { resource = "workspaces", method = "GET", function = "list-workspaces", parameters = { "method.request.querystring.scope" = false, "method.request.querystring.cursor" = false } }
    get          = { resource = "workspace", method = "GET", function = "list-workspaces", parameters = { "method.request.path.id" = true } }
    act          = { resource = "action", method = "POST", function = "act-on-workspace", parameters = { "method.request.path.id" = true, "method.request.path.action" = true } }
    options-list = { resource = "workspaces", method = "OPTIONS", function = "list-workspaces", parameters = {} }
    options-get  = { resource = "workspace", method = "OPTIONS", function = "list-workspaces", parameters = { "method.request.path.id" = true } }
    options-act  = { resource = "action", method = "OPTIONS", function = "list-workspaces", parameters = { "method.request.path.id" = true, "method.request.path.action" = true } }
  }

  resource_ids = {
    workspaces = aws_api_gateway_resource.workspaces.id
    workspace  = aws_api_gateway_resource.workspace.id
    actions    = aws_api_gateway_resource.actions.id
    action     = aws_api_gateway_resource.action.id
  }

  # By their names and not as attributes of the functions: nothing that has a name of its own may be upstream of the deployment, which is made before the old one goes (decision 0022).
  integration_uris = { for key, method in local.methods : key =>
    "arn:${local.partition}:apigateway:${local.region}:lambda:path/2015-03-31/functions/arn:${local.partition}:lambda:${local.region}:${local.account}:function:${local.function_names[method.function]}/invocations"
  }

  invoke_arns = { for key, method in local.methods : key => "${aws_api_gateway_rest_api.this.execution_arn}/${var.api.stage_name}/${method.method}${replace(local.resources[method.resource].path, "/\\{[a-z]+\\}/", "*")}" }

  # What the gateway answers by itself has a header that cannot depend on who asks. So it names the origin where there is one, and with several, pages see these answers as failures of the network.
  origin = length(var.api.origins) == 1 ? one(var.api.origins) : null
  gateway_responses = local.origin == null ? toset([]) : toset([
    "UNAUTHORIZED", "ACCESS_DENIED", "EXPIRED_TOKEN", "MISSING_AUTHENTICATION_TOKEN", "THROTTLED", "QUOTA_EXCEEDED", "DEFAULT_4XX", "DEFAULT_5XX",
  ])

  # A stage serves a copy of the API. Our own inputs: what the provider reads back changes by itself, and would make a copy with each plan.
  deployment_inputs = [local.resources, local.methods, local.integration_uris, local.pool_arn, local.origin, sort(local.gateway_responses)]
}

resource "aws_api_gateway_rest_api" "this" {
  name        = "${var.name}-portal"
  description = "WorkSpaces of users, and what they may do to them"
  tags        = var.tags

  endpoint_configuration {
    types = ["REGIONAL"]
  }

  lifecycle {
    precondition {
      condition     = local.partition != "aws-cn"
      error_message = "Amazon Cognito has no user pools in China (${local.region}): run the broker there, whose portal takes any issuer."
    }

    precondition {
      condition     = var.user_pool.existing == null ? true : startswith(var.user_pool.existing.id, "${local.region}_")
      error_message = "The user pool ${try(var.user_pool.existing.id, "-")} is not of ${local.region}: its id begins with its region, and the API's authorizer and issuer are made from this one."
    }
  }
}

resource "aws_api_gateway_resource" "workspaces" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_rest_api.this.root_resource_id
  path_part   = local.resources.workspaces.part
}

resource "aws_api_gateway_resource" "workspace" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.workspaces.id
  path_part   = local.resources.workspace.part
}

resource "aws_api_gateway_resource" "actions" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.workspace.id
  path_part   = local.resources.actions.part
}

resource "aws_api_gateway_resource" "action" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_resource.actions.id
  path_part   = local.resources.action.part
}

# The functions verify the token again, with audience and use, which this does not ask for: it only keeps out who has none.
resource "aws_api_gateway_authorizer" "this" {
  rest_api_id     = aws_api_gateway_rest_api.this.id
  name            = "users"
  type            = "COGNITO_USER_POOLS"
  identity_source = "method.request.header.Authorization"
  provider_arns   = [local.pool_arn]
}

resource "aws_api_gateway_request_validator" "this" {
  rest_api_id                 = aws_api_gateway_rest_api.this.id
  name                        = "parameters"
  validate_request_parameters = true
  validate_request_body       = false
}

resource "aws_api_gateway_method" "this" {
  for_each = local.methods

  rest_api_id          = aws_api_gateway_rest_api.this.id
  resource_id          = local.resource_ids[each.value.resource]
  http_method          = each.value.method
  authorization        = each.value.method == "OPTIONS" ? "NONE" : "COGNITO_USER_POOLS"
  authorizer_id        = each.value.method == "OPTIONS" ? null : aws_api_gateway_authorizer.this.id
  request_validator_id = aws_api_gateway_request_validator.this.id
  request_parameters   = each.value.parameters
}

resource "aws_api_gateway_integration" "this" {
  for_each = local.methods

  rest_api_id             = aws_api_gateway_rest_api.this.id
  resource_id             = local.resource_ids[each.value.resource]
  http_method             = aws_api_gateway_method.this[each.key].http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = local.integration_uris[each.key]
}

resource "aws_api_gateway_gateway_response" "this" {
  for_each = local.gateway_responses

  rest_api_id   = aws_api_gateway_rest_api.this.id
  response_type = each.value
  response_parameters = {
    "gatewayresponse.header.Access-Control-Allow-Origin" = "'${local.origin}'"
  }
}

resource "aws_lambda_permission" "api" {
  for_each = local.methods

  statement_id  = "api-${each.key}"
  function_name = module.function[each.value.function].name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = local.invoke_arns[each.key]
}

resource "aws_api_gateway_deployment" "this" {
  rest_api_id = aws_api_gateway_rest_api.this.id

  triggers = {
    inputs = sha1(jsonencode(local.deployment_inputs))
  }

  depends_on = [aws_api_gateway_integration.this, aws_api_gateway_gateway_response.this]

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "this" {
  rest_api_id   = aws_api_gateway_rest_api.this.id
  deployment_id = aws_api_gateway_deployment.this.id
  stage_name    = var.api.stage_name
  description   = "Where the portal's page and cmdlets ask"
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
    throttling_rate_limit  = var.api.rate
    throttling_burst_limit = var.api.burst

    # These would write headers, and with them tokens, into a log.
    logging_level      = "OFF"
    data_trace_enabled = false

    metrics_enabled = false
  }
}
