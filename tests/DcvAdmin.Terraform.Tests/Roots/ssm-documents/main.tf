provider "aws" {
  max_retries                 = 1
  skip_credentials_validation = true
}

module "ssm-documents" {
  source = "../../../../terraform/modules/ssm-documents"

  document_prefix        = "DcvAdmin-"
  share_with_account_ids = ["210987654321"]
  tags                   = { Purpose = "test" }
}

output "names" {
  value = module.ssm-documents.names
}
