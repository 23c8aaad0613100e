locals {
  # The files that the PowerShell module ships and Register-DcvSsmDocument registers: one text, whoever brings it to AWS.
  folder  = "${path.module}/../../../module/ssm"
  shipped = toset([for file in fileset(local.folder, "*.json") : trimsuffix(file, ".json")])
  chosen  = var.documents == null ? local.shipped : var.documents
}

# A changed file becomes a new default version in place; older versions stay, so that a run that names one goes on.
resource "aws_ssm_document" "this" {
  for_each = local.chosen

  name            = "${var.document_prefix}${each.key}"
  document_type   = "Command"
  document_format = "JSON"
  content         = file("${local.folder}/${each.key}.json")

  permissions = length(var.share_with_account_ids) == 0 ? null : {
    type        = "Share"
    account_ids = join(",", sort(var.share_with_account_ids))
  }

  tags = var.tags
}
