# The real provider without a network: its own schema and checks, and every policy statement by statement, as it is sent.

provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

override_data {
  target = data.aws_caller_identity.this
  values = {
    account_id = "123456789012"
  }
}

override_resource {
  target          = aws_dynamodb_table.inventory
  override_during = plan
  values = {
    arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/WorkspacesPortal"
  }
}

override_resource {
  target          = aws_dynamodb_table.audit
  override_during = plan
  values = {
    arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/ws-audit"
  }
}

override_resource {
  target          = aws_cognito_user_pool.this
  override_during = plan
  values = {
    id  = "eu-west-1_a1B2c3D4e"
    arn = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_a1B2c3D4e"
  }
}

override_resource {
  target          = aws_api_gateway_rest_api.this
  override_during = plan
  values = {
    id               = "a1b2c3d4e5"
    execution_arn    = "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5"
    root_resource_id = "r1s2t3u4v5"
  }
}

variables {
  name              = "ws"
  functions_package = { filename = "tests/policies.tftest.hcl" }
  user_pool         = { domain_prefix = "example-workspaces" }
  client            = { callback_urls = ["https://portal.example.com/"] }
}

run "all_regions" {
  command = plan

  variables {
    # What the pool's attribute, the SAML provider and the alarms look like to the real provider.
    saml = { metadata_document = "<EntityDescriptor/>" }
    api  = { origins = ["https://portal.example.com"], access_log = true }
  }

  assert {
    condition = jsondecode(module.function["find-workspaces"].policy) == {
      Version = "2012-10-17"
      Statement = [
        { Sid = "Read", Effect = "Allow", Action = "workspaces:DescribeWorkspaces", Resource = "*" },
        { Sid = "Regions", Effect = "Allow", Action = "ec2:DescribeRegions", Resource = "*" },
        { Sid = "Compare", Effect = "Allow", Action = "dynamodb:Query", Resource = "arn:aws:dynamodb:eu-west-1:123456789012:table/WorkspacesPortal/index/PlaceIndex" },
        {
          Sid       = "Marks"
          Effect    = "Allow"
          Action    = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
          Resource  = "arn:aws:dynamodb:eu-west-1:123456789012:table/WorkspacesPortal"
          Condition = { "ForAllValues:StringEquals" = { "dynamodb:LeadingKeys" = ["meta#regions"] }, Null = { "dynamodb:LeadingKeys" = "false" } }
        },
        {
          Sid       = "Write"
          Effect    = "Allow"
          Action    = ["dynamodb:GetItem", "dynamodb:BatchWriteItem", "dynamodb:PutItem"]
          Resource  = "arn:aws:dynamodb:eu-west-1:123456789012:table/WorkspacesPortal"
          Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["ws-*"] }, Null = { "dynamodb:LeadingKeys" = "false" } }
        },
      ]
    }
    error_message = "find reads WorkSpaces and regions, and writes rows and marks"
  }

  assert {
    condition = jsondecode(module.function["reap-workspaces"].policy) == {
      Version = "2012-10-17"
      Statement = [
        { Sid = "Read", Effect = "Allow", Action = "workspaces:DescribeWorkspaces", Resource = "*" },
        { Sid = "Regions", Effect = "Allow", Action = "ec2:DescribeRegions", Resource = "*" },
        { Sid = "Compare", Effect = "Allow", Action = "dynamodb:Query", Resource = "arn:aws:dynamodb:eu-west-1:123456789012:table/WorkspacesPortal/index/PlaceIndex" },
        {
          Sid       = "Marks"
          Effect    = "Allow"
          Action    = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
          Resource  = "arn:aws:dynamodb:eu-west-1:123456789012:table/WorkspacesPortal"
          Condition = { "ForAllValues:StringEquals" = { "dynamodb:LeadingKeys" = ["meta#regions"] }, Null = { "dynamodb:LeadingKeys" = "false" } }
        },
        {
          Sid       = "Remove"
          Effect    = "Allow"
          Action    = ["dynamodb:GetItem", "dynamodb:DeleteItem"]
          Resource  = "arn:aws:dynamodb:eu-west-1:123456789012:table/WorkspacesPortal"
          Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["ws-*"] }, Null = { "dynamodb:LeadingKeys" = "false" } }
        },
      ]
    }
    error_message = "reap reads the same, and removes"
  }

  assert {
    condition = jsondecode(module.function["list-workspaces"].policy) == {
      Version = "2012-10-17"
      Statement = [
        { Sid = "List", Effect = "Allow", Action = ["dynamodb:GetItem", "dynamodb:Scan"], Resource = "arn:aws:dynamodb:eu-west-1:123456789012:table/WorkspacesPortal" },
        {
          Sid      = "ListByUserAndPlace"
          Effect   = "Allow"
          Action   = "dynamodb:Query"
          Resource = ["arn:aws:dynamodb:eu-west-1:123456789012:table/WorkspacesPortal/index/UserIndex", "arn:aws:dynamodb:eu-west-1:123456789012:table/WorkspacesPortal/index/PlaceIndex"]
        },
      ]
    }
    error_message = "list reads the inventory alone"
  }

  assert {
    condition = jsondecode(module.function["act-on-workspace"].policy) == {
      Version = "2012-10-17"
      Statement = [
        { Sid = "Read", Effect = "Allow", Action = "workspaces:DescribeWorkspaces", Resource = "*" },
        { Sid = "Tags", Effect = "Allow", Action = "workspaces:DescribeTags", Resource = ["arn:aws:workspaces:*:123456789012:workspace/*"] },
        {
          Sid    = "Act"
          Effect = "Allow"
          Action = [
            "workspaces:ModifyWorkspaceProperties", "workspaces:ModifyWorkspaceState", "workspaces:RebootWorkspaces", "workspaces:RebuildWorkspaces", "workspaces:RestoreWorkspace",
            "workspaces:StartWorkspaces", "workspaces:StopWorkspaces", "workspaces:TerminateWorkspaces",
          ]
          Resource = ["arn:aws:workspaces:*:123456789012:workspace/*"]
        },
        {
          Sid       = "Find"
          Effect    = "Allow"
          Action    = "dynamodb:GetItem"
          Resource  = "arn:aws:dynamodb:eu-west-1:123456789012:table/WorkspacesPortal"
          Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["ws-*"] }, Null = { "dynamodb:LeadingKeys" = "false" } }
        },
        {
          Sid       = "Record"
          Effect    = "Allow"
          Action    = "dynamodb:PutItem"
          Resource  = "arn:aws:dynamodb:eu-west-1:123456789012:table/ws-audit"
          Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["pending#*"] }, Null = { "dynamodb:LeadingKeys" = "false" } }
        },
      ]
    }
    error_message = "act does what anybody may, on WorkSpaces of this account, and records it"
  }

  assert {
    condition = jsondecode(module.function["purge-grants"].policy) == {
      Version = "2012-10-17"
      Statement = [
        {
          Sid       = "Collect"
          Effect    = "Allow"
          Action    = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:UpdateItem"]
          Resource  = "arn:aws:dynamodb:eu-west-1:123456789012:table/ws-audit"
          Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["pending#*", "audit#head"] }, Null = { "dynamodb:LeadingKeys" = "false" } }
        },
        {
          Sid       = "Chain"
          Effect    = "Allow"
          Action    = "dynamodb:PutItem"
          Resource  = "arn:aws:dynamodb:eu-west-1:123456789012:table/ws-audit"
          Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["audit#*", "pending#*"] }, Null = { "dynamodb:LeadingKeys" = "false" } }
        },
        { Sid = "FindPending", Effect = "Allow", Action = "dynamodb:Query", Resource = "arn:aws:dynamodb:eu-west-1:123456789012:table/ws-audit/index/PendingIndex" },
        { Sid = "FindExpired", Effect = "Allow", Action = "dynamodb:Scan", Resource = "arn:aws:dynamodb:eu-west-1:123456789012:table/ws-audit/index/UserIndex" },
      ]
    }
    error_message = "purge files records, and removes nothing"
  }

  assert {
    condition = { for key, permission in aws_lambda_permission.api : key => [permission.principal, permission.source_arn, permission.function_name] } == {
      list         = ["apigateway.amazonaws.com", "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/portal/GET/workspaces", "ws-list-workspaces"]
      get          = ["apigateway.amazonaws.com", "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/portal/GET/workspaces/*", "ws-list-workspaces"]
      act          = ["apigateway.amazonaws.com", "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/portal/POST/workspaces/*/actions/*", "ws-act-on-workspace"]
      options-list = ["apigateway.amazonaws.com", "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/portal/OPTIONS/workspaces", "ws-list-workspaces"]
      options-get  = ["apigateway.amazonaws.com", "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/portal/OPTIONS/workspaces/*", "ws-list-workspaces"]
      options-act  = ["apigateway.amazonaws.com", "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/portal/OPTIONS/workspaces/*/actions/*", "ws-list-workspaces"]
    }
    error_message = "the API invokes what its methods need"
  }

  # Over all roles: what may stand for anything, and what may not.
  assert {
    condition = alltrue(flatten([for function in values(module.function) : [for statement in jsondecode(function.policy).Statement :
      !strcontains(jsonencode(statement.Action), "*") && (jsonencode(statement.Resource) != "\"*\"" || contains(["workspaces:DescribeWorkspaces", "ec2:DescribeRegions"], try(tostring(statement.Action), "")))
    ]]))
    error_message = "no action by a wildcard, and * for what lists alone"
  }
}

run "two_regions_and_no_termination" {
  command = plan

  variables {
    regions     = ["us-east-1", "eu-west-1"]
    actions     = { user = ["Start"], admin = ["Start", "Stop", "SetMaintenance", "EndMaintenance"] }
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
    audit_table = { existing = "dcv-tokens", kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1f2e3d4c-5b6a-7089-9a8b-7c6d5e4f3a2b" }
  }

  assert {
    condition = alltrue([for name in ["find-workspaces", "reap-workspaces", "act-on-workspace"] : jsondecode(module.function[name].policy).Statement[0] == {
      Sid       = "Read"
      Effect    = "Allow"
      Action    = "workspaces:DescribeWorkspaces"
      Resource  = "*"
      Condition = { StringEquals = { "aws:RequestedRegion" = ["eu-west-1", "us-east-1"] } }
    }]) && !anytrue([for function in values(module.function) : strcontains(function.policy, "ec2:")])
    error_message = "no other region is read, and nobody asks which there are"
  }

  assert {
    condition = [for statement in jsondecode(module.function["act-on-workspace"].policy).Statement : statement if statement.Sid == "Act"] == [{
      Sid      = "Act"
      Effect   = "Allow"
      Action   = ["workspaces:ModifyWorkspaceState", "workspaces:StartWorkspaces", "workspaces:StopWorkspaces"]
      Resource = ["arn:aws:workspaces:eu-west-1:123456789012:workspace/*", "arn:aws:workspaces:us-east-1:123456789012:workspace/*"]
    }]
    error_message = "what nobody may, the role may not"
  }

  assert {
    condition     = [for statement in jsondecode(module.function["act-on-workspace"].policy).Statement : statement.Resource if statement.Sid == "Record"] == ["arn:aws:dynamodb:eu-west-1:123456789012:table/dcv-tokens"]
    error_message = "the table by its name, of this account and region"
  }

  assert {
    condition = [for statement in jsondecode(module.function["act-on-workspace"].policy).Statement : statement if endswith(statement.Sid, "TableKey")] == [
      {
        Sid       = "TableKey"
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:DescribeKey"]
        Resource  = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
        Condition = { StringEquals = { "kms:ViaService" = "dynamodb.eu-west-1.amazonaws.com" } }
      },
      {
        Sid       = "AuditTableKey"
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:DescribeKey"]
        Resource  = "arn:aws:kms:eu-west-1:123456789012:key/1f2e3d4c-5b6a-7089-9a8b-7c6d5e4f3a2b"
        Condition = { StringEquals = { "kms:ViaService" = "dynamodb.eu-west-1.amazonaws.com" } }
      },
    ]
    error_message = "the keys of both tables, by way of DynamoDB alone"
  }

  assert {
    condition     = alltrue([for name in ["find-workspaces", "reap-workspaces", "list-workspaces"] : !strcontains(module.function[name].policy, "AuditTableKey") && strcontains(module.function[name].policy, "TableKey")]) && aws_dynamodb_table.inventory.server_side_encryption[0].enabled
    error_message = "who does not record has the inventory's alone"
  }
}
