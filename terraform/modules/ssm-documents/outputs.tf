output "names" {
  description = "The documents' names in AWS, by the names of their files."
  value       = { for key, document in aws_ssm_document.this : key => document.name }

  precondition {
    condition     = length(local.shipped) > 0
    error_message = "The documents are not where this module looks for them (module/ssm, three folders up). Use the module from the whole repository: source = \"git::https://<repository>//terraform/modules/ssm-documents?ref=<tag>\"."
  }
}

output "arns" {
  description = "The documents' ARNs, by the names of their files: what a policy for ssm:SendCommand names."
  value       = { for key, document in aws_ssm_document.this : key => document.arn }
}

output "default_versions" {
  description = "The version that runs where none is named, by the names of the files."
  value       = { for key, document in aws_ssm_document.this : key => document.default_version }
}
