# What is made, for which inputs. Any file stands for the package: nothing unpacks it.

mock_provider "aws" {
  source = "../../tests/mocks"
}

variables {
  name              = "ws"
  functions_package = { filename = "tests/shape.tftest.hcl" }
  user_pool         = { domain_prefix = "example-workspaces" }
  client            = { callback_urls = ["https://portal.example.com/"] }
}

run "the_inventory_is_the_one_of_the_decision" {
  command = plan

  assert {
    condition     = aws_dynamodb_table.inventory.name == "WorkspacesPortal" && aws_dynamodb_table.inventory.billing_mode == "PAY_PER_REQUEST" && aws_dynamodb_table.inventory.hash_key == "WorkspaceId" && aws_dynamodb_table.inventory.range_key == null
    error_message = "one key, paid by request"
  }

  assert {
    condition     = { for attribute in aws_dynamodb_table.inventory.attribute : attribute.name => attribute.type } == { WorkspaceId = "S", UserKey = "S", Place = "S" }
    error_message = "the attributes that are keys"
  }

  assert {
    condition     = { for index in aws_dynamodb_table.inventory.global_secondary_index : index.name => "${index.hash_key} ${index.range_key} ${index.projection_type}" } == { UserIndex = "UserKey WorkspaceId ALL", PlaceIndex = "Place WorkspaceId ALL" }
    error_message = "two indexes that project all"
  }

  assert {
    condition     = aws_dynamodb_table.inventory.deletion_protection_enabled && aws_dynamodb_table.inventory.point_in_time_recovery[0].enabled && aws_dynamodb_table.inventory.point_in_time_recovery[0].recovery_period_in_days == 35 && !aws_dynamodb_table.inventory.server_side_encryption[0].enabled
    error_message = "protected, restorable, and the key said"
  }
}

run "an_audit_table_of_its_own" {
  command = plan

  assert {
    condition     = aws_dynamodb_table.audit["this"].name == "ws-audit" && aws_dynamodb_table.audit["this"].hash_key == "AuthToken" && aws_dynamodb_table.audit["this"].deletion_protection_enabled && aws_dynamodb_table.audit["this"].point_in_time_recovery[0].enabled
    error_message = "a store of tokens"
  }

  assert {
    condition = { for index in aws_dynamodb_table.audit["this"].global_secondary_index : index.name => join(" ", compact([index.hash_key, index.range_key, index.projection_type, join(",", coalesce(index.non_key_attributes, []))])) } == {
      UserIndex    = "UserKey Position INCLUDE ExpiresAt"
      LabelIndex   = "LabelKey Position KEYS_ONLY"
      PendingIndex = "AuditPending KEYS_ONLY"
    }
    error_message = "with the indexes that the chain and its purge ask for"
  }

  assert {
    condition     = keys(module.function) == ["act-on-workspace", "find-workspaces", "list-workspaces", "purge-grants", "reap-workspaces"]
    error_message = "and purge-grants to file the chain"
  }

  assert {
    condition     = { for key, rule in aws_cloudwatch_event_rule.schedule : key => rule.schedule_expression } == { find-workspaces = "rate(5 minutes)", reap-workspaces = "rate(1 hour)", purge-grants = "rate(10 minutes)" }
    error_message = "three on schedules"
  }
}

run "an_audit_table_that_is_there" {
  command = plan

  variables {
    audit_table = { existing = "arn:aws:dynamodb:us-east-1:123456789012:table/dcv-tokens" }
  }

  assert {
    condition     = length(aws_dynamodb_table.audit) == 0 && keys(module.function) == ["act-on-workspace", "find-workspaces", "list-workspaces", "reap-workspaces"] && keys(aws_cloudwatch_event_rule.schedule) == ["find-workspaces", "reap-workspaces"]
    error_message = "is filed by whoever files it now"
  }

  assert {
    condition     = output.audit_uri == "dynamodb://dcv-tokens?region=us-east-1"
    error_message = "where it is"
  }
}

run "what_the_functions_are_told" {
  assert {
    condition = local.functions["list-workspaces"].environment == {
      DCVADMIN_INVENTORY          = "dynamodb://WorkspacesPortal?region=eu-west-1"
      DCVADMIN_LOGLEVEL           = "Information"
      DCVADMIN_PORTALISSUER       = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a1B2c3D4e"
      DCVADMIN_PORTALAUDIENCE     = "1a2b3c4d5e6f7g8h9i0j"
      DCVADMIN_PORTALTOKENUSE     = "id"
      DCVADMIN_PORTALGROUPSCLAIM  = "custom:ADGroups"
      DCVADMIN_PORTALUSERGROUPS   = "UserGroupMember"
      DCVADMIN_PORTALADMINGROUPS  = "AdminGroupMember"
      DCVADMIN_PORTALUSERCLAIM    = "cognito:username"
      DCVADMIN_PORTALUSERACTIONS  = "Reboot,Rebuild,Start,Stop"
      DCVADMIN_PORTALADMINACTIONS = "EndMaintenance,Reboot,Rebuild,Restore,SetMaintenance,SetRunningMode,Start,Stop,Terminate"
    }
    error_message = "by the names of decision 0026, and nothing that is empty"
  }

  assert {
    condition     = local.functions["act-on-workspace"].environment == merge(local.functions["list-workspaces"].environment, { DCVADMIN_STORE = "dynamodb://ws-audit?region=eu-west-1" })
    error_message = "who acts also records"
  }

  assert {
    condition     = local.functions["find-workspaces"].environment == { DCVADMIN_INVENTORY = "dynamodb://WorkspacesPortal?region=eu-west-1", DCVADMIN_LOGLEVEL = "Information" } && local.functions["reap-workspaces"].environment == local.functions["find-workspaces"].environment
    error_message = "all regions where none is named"
  }

  assert {
    condition     = output.api_url == "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/portal" && output.issuer == "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a1B2c3D4e" && output.client_id == "1a2b3c4d5e6f7g8h9i0j"
    error_message = "what a page takes"
  }

  assert {
    condition     = output.login_url == "https://example-workspaces.auth.eu-west-1.amazoncognito.com" && output.saml_acs_url == "https://example-workspaces.auth.eu-west-1.amazoncognito.com/saml2/idpresponse" && output.saml_entity_id == "urn:amazon:cognito:sp:eu-west-1_a1B2c3D4e"
    error_message = "what AD FS takes"
  }

  assert {
    condition     = output.function_names["act-on-workspace"] == "ws-act-on-workspace" && length(output.role_arns) == 5 && length(output.alarm_arns) == 18 && contains(keys(output.alarm_arns), "find-workspaces-silence")
    error_message = "the functions, a role each, every alarm"
  }
}

run "users_of_ad_fs" {
  variables {
    saml    = { metadata_url = "https://adfs.example.com/FederationMetadata/2007-06/FederationMetadata.xml", provider_name = "Corp" }
    regions = ["us-east-1", "eu-west-1"]
    users   = { directories = ["d-0f9e8d7c6b", "d-0a1b2c3d4e"] }
    api     = { origins = ["https://b.example.com", "https://a.example.com"] }
  }

  assert {
    condition     = local.portal_environment.DCVADMIN_PORTALUSERPREFIX == "Corp_" && local.portal_environment.DCVADMIN_PORTALDIRECTORIES == "d-0a1b2c3d4e,d-0f9e8d7c6b" && local.portal_environment.DCVADMIN_PORTALORIGINS == "https://a.example.com,https://b.example.com"
    error_message = "Cognito puts the provider's name before users'"
  }

  assert {
    condition     = alltrue([for name in ["find-workspaces", "reap-workspaces", "act-on-workspace"] : local.functions[name].environment.REGIONLIST == "eu-west-1,us-east-1"])
    error_message = "the regions, in an order that stays"
  }

  assert {
    condition     = aws_cognito_identity_provider.saml["this"].provider_type == "SAML" && aws_cognito_identity_provider.saml["this"].provider_details == tomap({ MetadataURL = "https://adfs.example.com/FederationMetadata/2007-06/FederationMetadata.xml", IDPInit = "false", IDPSignout = "false", RequestSigningAlgorithm = "rsa-sha256" })
    error_message = "requests are signed, and begin here"
  }

  assert {
    condition     = aws_cognito_identity_provider.saml["this"].attribute_mapping == tomap({ "custom:ADGroups" = "http://schemas.xmlsoap.org/claims/Group", email = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress" })
    error_message = "groups and address"
  }

  assert {
    condition     = aws_cognito_user_pool_client.this["this"].supported_identity_providers == toset(["Corp"]) && aws_cognito_user_pool_client.this["this"].write_attributes == toset(["custom:ADGroups", "email"])
    error_message = "nobody logs in past the provider, and the mapping may write"
  }

  assert {
    condition     = length(aws_api_gateway_gateway_response.this) == 0
    error_message = "with two origins the gateway's own answers name none"
  }
}

run "the_pool_lets_nobody_up" {
  command = plan

  assert {
    condition     = aws_cognito_user_pool.this["this"].admin_create_user_config[0].allow_admin_create_user_only && aws_cognito_user_pool.this["this"].deletion_protection == "ACTIVE" && length(coalesce(aws_cognito_user_pool.this["this"].alias_attributes, [])) == 0
    error_message = "no signing up, and no user without his name"
  }

  assert {
    condition     = [for attribute in aws_cognito_user_pool.this["this"].schema : "${attribute.name} ${attribute.attribute_data_type} ${attribute.mutable} ${attribute.string_attribute_constraints[0].max_length}"] == ["ADGroups String true 2048"]
    error_message = "the groups, mutable: each login brings them anew"
  }

  assert {
    condition     = aws_cognito_user_pool_client.this["this"].allowed_oauth_flows == toset(["code"]) && !aws_cognito_user_pool_client.this["this"].generate_secret && aws_cognito_user_pool_client.this["this"].explicit_auth_flows == toset(["ALLOW_REFRESH_TOKEN_AUTH"]) && aws_cognito_user_pool_client.this["this"].prevent_user_existence_errors == "ENABLED" && aws_cognito_user_pool_client.this["this"].enable_token_revocation
    error_message = "the code flow alone"
  }

  # With it, whoever has logged in could write the groups himself.
  assert {
    condition     = !contains(aws_cognito_user_pool_client.this["this"].allowed_oauth_scopes, "aws.cognito.signin.user.admin") && aws_cognito_user_pool_client.this["this"].allowed_oauth_scopes == toset(["openid", "email", "profile"])
    error_message = "never the scope that changes one's own attributes"
  }

  assert {
    condition     = aws_cognito_user_pool_client.this["this"].write_attributes == toset(["email"]) && aws_cognito_user_pool_client.this["this"].read_attributes == toset(["custom:ADGroups", "email"]) && length(aws_cognito_identity_provider.saml) == 0
    error_message = "without SAML the client writes no groups"
  }

  assert {
    condition     = aws_cognito_user_pool_client.this["this"].id_token_validity == 60 && aws_cognito_user_pool_client.this["this"].access_token_validity == 60 && aws_cognito_user_pool_client.this["this"].refresh_token_validity == 8 && aws_cognito_user_pool_client.this["this"].token_validity_units[0].refresh_token == "hours"
    error_message = "an hour, and eight"
  }
}

run "a_pool_that_is_there" {
  variables {
    client    = {}
    user_pool = { existing = { id = "eu-west-1_Z9y8X7w6V", client_ids = ["2b", "1a"] } }
    users     = { groups_claim = "cognito:groups", user_prefix = "Okta_" }
  }

  assert {
    condition     = length(aws_cognito_user_pool.this) + length(aws_cognito_user_pool_client.this) + length(aws_cognito_user_pool_domain.this) + length(aws_cognito_identity_provider.saml) == 0
    error_message = "nothing is made beside it"
  }

  assert {
    condition     = local.portal_environment.DCVADMIN_PORTALAUDIENCE == "1a,2b" && local.portal_environment.DCVADMIN_PORTALUSERPREFIX == "Okta_" && output.issuer == "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Z9y8X7w6V"
    error_message = "its issuer and its clients"
  }

  assert {
    condition     = aws_api_gateway_authorizer.this.provider_arns == toset(["arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_Z9y8X7w6V"]) && output.client_id == null && output.login_url == null && output.saml_acs_url == null
    error_message = "it judges, and what is not known is null"
  }
}

run "the_api_lets_in_who_has_a_token" {
  command = plan

  variables {
    api = { origins = ["https://portal.example.com"], access_log = true }
  }

  assert {
    condition = { for key, method in aws_api_gateway_method.this : key => "${method.http_method} ${local.resources[local.methods[key].resource].path} ${method.authorization} ${local.methods[key].function}" } == {
      list         = "GET /workspaces COGNITO_USER_POOLS list-workspaces"
      get          = "GET /workspaces/{id} COGNITO_USER_POOLS list-workspaces"
      act          = "POST /workspaces/{id}/actions/{action} COGNITO_USER_POOLS act-on-workspace"
      options-list = "OPTIONS /workspaces NONE list-workspaces"
      options-get  = "OPTIONS /workspaces/{id} NONE list-workspaces"
      options-act  = "OPTIONS /workspaces/{id}/actions/{action} NONE list-workspaces"
    }
    error_message = "the methods of decision 0026"
  }

  assert {
    condition     = aws_api_gateway_authorizer.this.type == "COGNITO_USER_POOLS" && aws_api_gateway_authorizer.this.identity_source == "method.request.header.Authorization" && aws_api_gateway_request_validator.this.validate_request_parameters && alltrue([for integration in aws_api_gateway_integration.this : integration.type == "AWS_PROXY" && integration.integration_http_method == "POST"])
    error_message = "by a token, with its parameters, as a proxy"
  }

  assert {
    condition     = aws_api_gateway_method_settings.this.settings[0].throttling_rate_limit == 50 && aws_api_gateway_method_settings.this.settings[0].throttling_burst_limit == 100 && !aws_api_gateway_method_settings.this.settings[0].data_trace_enabled && aws_api_gateway_method_settings.this.settings[0].logging_level == "OFF"
    error_message = "throttled, and no token comes into a log"
  }

  assert {
    condition     = !can(regex("(?i)authorization|header|query|authorizer", aws_api_gateway_stage.this.access_log_settings[0].format)) && can(jsondecode(aws_api_gateway_stage.this.access_log_settings[0].format)) && aws_cloudwatch_log_group.access["this"].retention_in_days == 90
    error_message = "nor into this one"
  }

  assert {
    condition     = alltrue([for name in ["UNAUTHORIZED", "ACCESS_DENIED", "THROTTLED", "DEFAULT_5XX"] : aws_api_gateway_gateway_response.this[name].response_parameters == tomap({ "gatewayresponse.header.Access-Control-Allow-Origin" = "'https://portal.example.com'" })])
    error_message = "one origin reads the gateway's own answers"
  }
}

run "no_origin" {
  command = plan

  assert {
    condition     = length(aws_api_gateway_gateway_response.this) == 0 && !contains(keys(local.portal_environment), "DCVADMIN_PORTALORIGINS") && length(aws_cloudwatch_log_group.access) == 0
    error_message = "no page, no header, no log"
  }
}

run "no_alarms" {
  command = plan

  variables {
    alarms = null
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.api) + length(aws_cloudwatch_metric_alarm.silence) == 0 && length(output.alarm_arns) == 0
    error_message = "none at all"
  }
}

run "silence_is_told" {
  command = plan

  variables {
    alarms = { silence_minutes = 30, actions = ["arn:aws:sns:eu-west-1:123456789012:alerts"] }
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.silence["this"].treat_missing_data == "breaching" && aws_cloudwatch_metric_alarm.silence["this"].comparison_operator == "LessThanOrEqualToThreshold" && aws_cloudwatch_metric_alarm.silence["this"].threshold == 0 && aws_cloudwatch_metric_alarm.silence["this"].alarm_actions == toset(["arn:aws:sns:eu-west-1:123456789012:alerts"])
    error_message = "no data is no success"
  }

  assert {
    condition     = [for metric in flatten([for query in aws_cloudwatch_metric_alarm.silence["this"].metric_query : query.metric]) : "${metric.metric_name} ${metric.period} ${metric.dimensions.FunctionName}"] == ["Errors 1800 ws-find-workspaces", "Invocations 1800 ws-find-workspaces"]
    error_message = "of half an hour, of find-workspaces"
  }
}

run "in_govcloud" {
  override_data {
    target = data.aws_partition.this
    values = {
      partition  = "aws-us-gov"
      dns_suffix = "amazonaws.com"
    }
  }

  override_data {
    target = data.aws_region.this
    values = {
      id = "us-gov-west-1"
    }
  }

  assert {
    condition     = output.login_url == "https://example-workspaces.auth-fips.us-gov-west-1.amazoncognito.com"
    error_message = "Cognito's pages have another name there"
  }

  assert {
    condition     = alltrue([for integration in aws_api_gateway_integration.this : startswith(integration.uri, "arn:aws-us-gov:apigateway:us-gov-west-1:lambda:path/2015-03-31/functions/arn:aws-us-gov:lambda:us-gov-west-1:")]) && local.workspace_arn == ["arn:aws-us-gov:workspaces:*:123456789012:workspace/*"]
    error_message = "ARNs follow the partition"
  }
}
