locals {
  inventory_arn = aws_dynamodb_table.inventory.arn

  # ForAllValues holds for a request without keys as well.
  no_keys = { "dynamodb:LeadingKeys" = "false" }

  rows  = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["ws-*"] }, Null = local.no_keys }
  marks = { "ForAllValues:StringEquals" = { "dynamodb:LeadingKeys" = ["meta#regions"] }, Null = local.no_keys }

  # Using a table of a key of one's own takes its Decrypt, for the table's key; by way of DynamoDB and no other.
  key_statements = var.kms_key_arn == null ? [] : [{
    Sid       = "TableKey"
    Effect    = "Allow"
    Action    = ["kms:Decrypt", "kms:DescribeKey"]
    Resource  = var.kms_key_arn
    Condition = { StringEquals = { "kms:ViaService" = "dynamodb.${local.region}.amazonaws.com" } }
  }]

  # The audit table that is there may have a key of its own.
  audit_key_statements = var.audit_table.kms_key_arn == null ? [] : [{
    Sid       = "AuditTableKey"
    Effect    = "Allow"
    Action    = ["kms:Decrypt", "kms:DescribeKey"]
    Resource  = var.audit_table.kms_key_arn
    Condition = { StringEquals = { "kms:ViaService" = "dynamodb.${local.audit_region}.amazonaws.com" } }
  }]

  # In these regions, or in all.
  in_regions    = length(var.regions) == 0 ? {} : { Condition = { StringEquals = { "aws:RequestedRegion" = sort(var.regions) } } }
  region_words  = length(var.regions) == 0 ? ["*"] : sort(var.regions)
  workspace_arn = [for region in local.region_words : "arn:${local.partition}:workspaces:${region}:${local.account}:workspace/*"]

  # A list of all WorkSpaces names none, and a call that names no WorkSpace is checked against *: nothing narrower lets it through.
  read_statement = merge({
    Sid      = "Read"
    Effect   = "Allow"
    Action   = "workspaces:DescribeWorkspaces"
    Resource = "*"
  }, local.in_regions)

  # EC2 has no resource to name for it. With regions that are named nobody asks; the console's own region answers for all.
  region_statements = length(var.regions) > 0 ? [] : [{
    Sid      = "Regions"
    Effect   = "Allow"
    Action   = "ec2:DescribeRegions"
    Resource = "*"
  }]

  compare_statements = [
    {
      Sid      = "Compare"
      Effect   = "Allow"
      Action   = "dynamodb:Query"
      Resource = "${local.inventory_arn}/index/PlaceIndex"
    },
    {
      Sid       = "Marks"
      Effect    = "Allow"
      Action    = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
      Resource  = local.inventory_arn
      Condition = local.marks
    },
  ]

  # BatchWriteItem could also delete: DynamoDB has no permission for half of it. That find-workspaces removes nothing is its code's word.
  find_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([local.read_statement], local.region_statements, local.compare_statements, [{
      Sid       = "Write"
      Effect    = "Allow"
      Action    = ["dynamodb:GetItem", "dynamodb:BatchWriteItem", "dynamodb:PutItem"]
      Resource  = local.inventory_arn
      Condition = local.rows
    }], local.key_statements)
  })

  reap_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([local.read_statement], local.region_statements, local.compare_statements, [{
      Sid       = "Remove"
      Effect    = "Allow"
      Action    = ["dynamodb:GetItem", "dynamodb:DeleteItem"]
      Resource  = local.inventory_arn
      Condition = local.rows
    }], local.key_statements)
  })

  # All rows are a Scan (decision 0026), which only an admin's list asks for.
  list_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([
      {
        Sid      = "List"
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem", "dynamodb:Scan"]
        Resource = local.inventory_arn
      },
      {
        Sid      = "ListByUserAndPlace"
        Effect   = "Allow"
        Action   = "dynamodb:Query"
        Resource = ["${local.inventory_arn}/index/UserIndex", "${local.inventory_arn}/index/PlaceIndex"]
      },
    ], local.key_statements)
  })

  # One permission for each thing that somebody may do, and none for what nobody may.
  permissions_of = {
    Start          = "workspaces:StartWorkspaces"
    Stop           = "workspaces:StopWorkspaces"
    Reboot         = "workspaces:RebootWorkspaces"
    Rebuild        = "workspaces:RebuildWorkspaces"
    Restore        = "workspaces:RestoreWorkspace"
    Terminate      = "workspaces:TerminateWorkspaces"
    SetRunningMode = "workspaces:ModifyWorkspaceProperties"
    SetMaintenance = "workspaces:ModifyWorkspaceState"
    EndMaintenance = "workspaces:ModifyWorkspaceState"
  }
  act_permissions = sort(distinct([for action in setunion(var.actions.user, var.actions.admin) : local.permissions_of[action]]))

  # The actions and DescribeTags are checked against the WorkSpace, so they have its ARN. DescribeWorkspaces with an id may be too, but older text of AWS's says that it takes * alone, and * lets it through either way.
  act_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([
      local.read_statement,
      {
        Sid      = "Tags"
        Effect   = "Allow"
        Action   = "workspaces:DescribeTags"
        Resource = local.workspace_arn
      },
      {
        Sid      = "Act"
        Effect   = "Allow"
        Action   = local.act_permissions
        Resource = local.workspace_arn
      },
      {
        Sid       = "Find"
        Effect    = "Allow"
        Action    = "dynamodb:GetItem"
        Resource  = local.inventory_arn
        Condition = local.rows
      },
      {
        # As validate-token records denials: an item of its own each, which the chain takes up later. What is recorded cannot be read or changed with this.
        Sid       = "Record"
        Effect    = "Allow"
        Action    = "dynamodb:PutItem"
        Resource  = local.audit_arn
        Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["pending#*"] }, Null = local.no_keys }
      },
    ], local.key_statements, local.audit_key_statements)
  })

  # What purge-grants asks for, as in token-authenticator, but for the removal of grants: there are none.
  purge_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([
      {
        Sid       = "Collect"
        Effect    = "Allow"
        Action    = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:UpdateItem"]
        Resource  = local.audit_arn
        Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["pending#*", "audit#head"] }, Null = local.no_keys }
      },
      {
        Sid       = "Chain"
        Effect    = "Allow"
        Action    = "dynamodb:PutItem"
        Resource  = local.audit_arn
        Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["audit#*", "pending#*"] }, Null = local.no_keys }
      },
      {
        Sid      = "FindPending"
        Effect   = "Allow"
        Action   = "dynamodb:Query"
        Resource = "${local.audit_arn}/index/PendingIndex"
      },
      {
        Sid      = "FindExpired"
        Effect   = "Allow"
        Action   = "dynamodb:Scan"
        Resource = "${local.audit_arn}/index/UserIndex"
      },
    ], local.key_statements)
  })
}
