locals {
  host_statements = concat([
    {
      # The methods ask for no signature today. A host that is to sign, should they ever, may already.
      Sid      = "Verify"
      Effect   = "Allow"
      Action   = "execute-api:Invoke"
      Resource = [local.invoke_arns.root, local.invoke_arns.path]
    }],
    !var.host_role.license_bucket ? [] : [{
      # A DCV server on EC2 reads its licence there. The bucket is AWS's, so its objects have no names that we know.
      Sid      = "License"
      Effect   = "Allow"
      Action   = "s3:GetObject"
      Resource = "arn:${local.partition}:s3:::dcv-license.${local.region}/*"
  }])

  host_policy = jsonencode({ Version = "2012-10-17", Statement = local.host_statements })

  host_trust_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ec2.${data.aws_partition.this.dns_suffix}" }
      Action    = "sts:AssumeRole"
    }]
  })

  host_role = var.host_role.create ? toset(["this"]) : toset([])
}

resource "aws_iam_role" "host" {
  for_each = local.host_role

  name                 = "${var.name}-host-${local.region}"
  path                 = var.role_path
  description          = "DCV hosts that ask the verifier of ${var.name}"
  assume_role_policy   = local.host_trust_policy
  permissions_boundary = var.permissions_boundary_arn
  # What an admin has attached besides must not keep it from going.
  force_detach_policies = true
  tags                  = var.tags
}

resource "aws_iam_role_policy" "host" {
  for_each = local.host_role

  name   = "dcv-host"
  role   = aws_iam_role.host[each.key].id
  policy = local.host_policy
}

resource "aws_iam_role_policy_attachment" "host_ssm" {
  for_each = local.host_role

  # By the id, which a role that is replaced under the same name does not keep: the policy follows it.
  role       = aws_iam_role.host[each.key].id
  policy_arn = "arn:${local.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_instance_profile" "host" {
  for_each = local.host_role

  name = aws_iam_role.host[each.key].name
  path = var.role_path
  role = aws_iam_role.host[each.key].name
  tags = var.tags
}
