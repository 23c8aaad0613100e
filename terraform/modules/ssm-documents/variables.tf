variable "document_prefix" {
  description = "What stands before the documents' names. The cmdlets look for the default; with another one they take -DocumentPrefix."
  type        = string
  default     = "DcvAdmin-"
  nullable    = false

  # The longest document name has 20 characters, and AWS takes 128.
  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{0,100}$", var.document_prefix))
    error_message = "document_prefix has at most 100 characters, all of them letters, digits, '_', '.' or '-': AWS takes no others in the name of an SSM document, and no more than 128."
  }

  validation {
    condition     = !can(regex("^(?i:aws|amazon|amzn)", var.document_prefix))
    error_message = "document_prefix must not begin with aws, amazon or amzn: AWS keeps these names for its own documents."
  }
}

variable "documents" {
  description = "Which documents, by the names of the files in module/ssm; null means all."
  type        = set(string)
  default     = null

  validation {
    condition     = var.documents == null ? true : length(setsubtract(var.documents, local.shipped)) == 0
    error_message = "documents names a document that is not shipped. There are: ${join(", ", sort(local.shipped))}."
  }
}

variable "share_with_account_ids" {
  description = "Accounts that may run the documents as well, by their ids. They need not register their own."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.share_with_account_ids : can(regex("^[0-9]{12}$", id))])
    error_message = "share_with_account_ids holds account ids, twelve digits each. A document is never shared with everyone."
  }

  validation {
    condition     = length(var.share_with_account_ids) <= 1000
    error_message = "AWS shares a document with at most 1,000 accounts."
  }
}

variable "tags" {
  description = "Tags of the documents."
  type        = map(string)
  default     = {}
  nullable    = false
}
