# The real provider, without a network: its schema and its own checks of the documents.
provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

run "documents_are_the_shipped_files" {
  command = plan

  assert {
    condition     = alltrue([for name, document in aws_ssm_document.this : document.content == file("../../../module/ssm/${name}.json")])
    error_message = "the content is the file, byte for byte"
  }

  assert {
    condition     = alltrue([for document in aws_ssm_document.this : document.document_type == "Command" && document.document_format == "JSON"])
    error_message = "they are Command documents in JSON, as Register-DcvSsmDocument makes them"
  }
}
