locals {
  # The newest version of one of Amazon's components has a number that is not known before.
  foreign_components = distinct(flatten([for steps in values(local.steps) : [for step in steps : "${regex("^(arn:.*:component/[^/]+)/", step.component)[0]}/*" if startswith(step.component, "arn:")]]))

  s3_sources = distinct([
    for source in flatten([
      [for packages in values(local.packages) : [for package in values(packages) : package.source]],
      anytrue(flatten([for packages in values(local.packages) : [for package in values(packages) : package.is_signed]])) ? [var.vendor.signing_key_source] : [],
    ]) : "arn:${local.partition}:s3:::${trimprefix(source, "s3://")}" if source != null && startswith(coalesce(source, "?"), "s3://")
  ])

  builder_policy = {
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid      = "ReadComponents"
          Effect   = "Allow"
          Action   = "imagebuilder:GetComponent"
          Resource = concat(["arn:${local.partition}:imagebuilder:${local.region}:${local.account_id}:component/${var.name}-*/*"], local.foreign_components)
        },
        {
          # What runs the components comes from AWS's buckets of the region.
          Sid    = "ReadExecutor"
          Effect = "Allow"
          Action = "s3:GetObject"
          Resource = [
            "arn:${local.partition}:s3:::ec2imagebuilder-toe-${local.region}-prod/*",
            "arn:${local.partition}:s3:::ec2imagebuilder-managed-resources-${local.region}-prod/components/*",
          ]
        },
        {
          # The group is there; but what writes the logs asks for it first, and a refusal would end the build.
          Sid      = "WriteLogs"
          Effect   = "Allow"
          Action   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
          Resource = flatten([for image in values(local.images) : [for end in ["", ":*"] : "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:/aws/imagebuilder/${image.resource}${end}"]])
        },
        {
          # AmazonSSMManagedInstanceCore lets a machine read every parameter of the account. A build reads those of its own name alone.
          Sid         = "ReadNoOtherParameters"
          Effect      = "Deny"
          Action      = ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath", "ssm:GetParameterHistory"]
          NotResource = ["arn:${local.partition}:ssm:${local.region}:${local.account_id}:parameter/${var.name}/*", "arn:${local.partition}:ssm:${local.region}::parameter/aws/*"]
        },
      ],
      length(local.s3_sources) == 0 ? [] : [
        {
          Sid      = "ReadPackages"
          Effect   = "Allow"
          Action   = "s3:GetObject"
          Resource = local.s3_sources
        },
      ],
      var.kms_key_arn == null ? [] : [
        {
          Sid      = "DecryptComponents"
          Effect   = "Allow"
          Action   = "kms:Decrypt"
          Resource = var.kms_key_arn
          Condition = {
            "ForAnyValue:StringEquals" = {
              "kms:EncryptionContextKeys" = "aws:imagebuilder:arn"
              "aws:CalledVia"             = "imagebuilder.amazonaws.com"
            }
          }
        },
      ],
    )
  }
}

resource "aws_iam_role" "builder" {
  name                 = "${var.name}-image-builder-${local.region}"
  description          = "Build instances of ${var.name}"
  path                 = var.role_path
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ec2.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "builder" {
  name   = "build"
  role   = aws_iam_role.builder.id
  policy = jsonencode(local.builder_policy)
}

resource "aws_iam_role_policy_attachment" "systems_manager" {
  role       = aws_iam_role.builder.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_instance_profile" "builder" {
  name = "${var.name}-image-builder-${local.region}"
  path = var.role_path
  role = aws_iam_role.builder.name
  tags = var.tags
}
