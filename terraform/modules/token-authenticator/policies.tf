locals {
  table_arn = aws_dynamodb_table.tokens.arn

  # ForAllValues holds for a request without keys as well.
  no_keys = { "dynamodb:LeadingKeys" = "false" }

  # Using a table of a key of one's own takes its Decrypt, for the table's key; by way of DynamoDB and no other.
  key_statements = var.kms_key_arn == null ? [] : [{
    Sid       = "TableKey"
    Effect    = "Allow"
    Action    = ["kms:Decrypt", "kms:DescribeKey"]
    Resource  = var.kms_key_arn
    Condition = { StringEquals = { "kms:ViaService" = "dynamodb.${local.region}.amazonaws.com" } }
  }]

  # Reads, redeems and records, and nothing else: no list, no deletion, no chain. What stands in clear has a key of its own making, so there is none to name.
  legacy_statements = var.table.legacy_plaintext ? [{
    Sid      = "Legacy"
    Effect   = "Allow"
    Action   = "dynamodb:GetItem"
    Resource = local.table_arn
  }] : []

  validate_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([
      {
        Sid       = "Verify"
        Effect    = "Allow"
        Action    = ["dynamodb:UpdateItem", "dynamodb:GetItem"]
        Resource  = local.table_arn
        Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["grant#*"] }, Null = local.no_keys }
      },
      {
        Sid       = "Record"
        Effect    = "Allow"
        Action    = "dynamodb:PutItem"
        Resource  = local.table_arn
        Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["pending#*"] }, Null = local.no_keys }
      },
    ], local.legacy_statements, local.key_statements)
  })

  # Issues, and takes back what it could not issue whole. Grants get their place in the order of issue from a counter.
  issue_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([
      {
        Sid       = "Issue"
        Effect    = "Allow"
        Action    = ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:DeleteItem"]
        Resource  = local.table_arn
        Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["grant#*"] }, Null = local.no_keys }
      },
      {
        Sid       = "Count"
        Effect    = "Allow"
        Action    = "dynamodb:UpdateItem"
        Resource  = local.table_arn
        Condition = { "ForAllValues:StringEquals" = { "dynamodb:LeadingKeys" = ["meta#position"] }, Null = local.no_keys }
      },
    ], local.key_statements)
  })

  # Moves records from the items that hold them to the chain's end, files the chain's full segments, and removes what is expired. Like the verifier it could make a grant by an update, so its role is its own.
  purge_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([
      {
        Sid       = "Collect"
        Effect    = "Allow"
        Action    = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:UpdateItem"]
        Resource  = local.table_arn
        Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["grant#*", "pending#*", "audit#head"] }, Null = local.no_keys }
      },
      {
        Sid       = "Chain"
        Effect    = "Allow"
        Action    = "dynamodb:PutItem"
        Resource  = local.table_arn
        Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["audit#*", "pending#*"] }, Null = local.no_keys }
      },
      {
        Sid       = "Remove"
        Effect    = "Allow"
        Action    = "dynamodb:DeleteItem"
        Resource  = local.table_arn
        Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["grant#*"] }, Null = local.no_keys }
      },
      {
        Sid      = "FindPending"
        Effect   = "Allow"
        Action   = "dynamodb:Query"
        Resource = "${local.table_arn}/index/PendingIndex"
      },
      {
        Sid      = "FindExpired"
        Effect   = "Allow"
        Action   = "dynamodb:Scan"
        Resource = "${local.table_arn}/index/UserIndex"
      },
    ], local.key_statements)
  })
}
