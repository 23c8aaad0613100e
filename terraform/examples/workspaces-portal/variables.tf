variable "region" {
  description = "AWS region of the portal, as in `eu-west-1`. Its WorkSpaces may be in any."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2,4}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "A region is named as in eu-west-1."
  }
}

variable "domain_prefix" {
  description = "Beginning of the address where users log in. It is one in the region for all of AWS, so take your company's name into it."
  type        = string
  nullable    = false
}

variable "callback_urls" {
  description = "Where the portal's page is, as in `https://portal.example.com/`, or `http://localhost:8080/` to begin with."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.callback_urls) > 0 && alltrue([for url in var.callback_urls : can(regex("^https?://[^/]+/", url))])
    error_message = "Name the page's address with the slash behind its host, as in https://portal.example.com/: a login returns to exactly this."
  }
}

variable "logout_urls" {
  description = "Where the page is after a logout."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "saml" {
  description = "The SAML provider of users, such as AD FS, by its metadata; null for users that an admin makes in the pool. See modules/workspaces-portal for what AD FS needs."
  type = object({
    provider_name     = optional(string, "ADFS")
    metadata_url      = optional(string)
    metadata_document = optional(string)
  })
  default = null
}

variable "name" {
  description = "Beginning of the names of everything here. Two deployments in one account and region need two names, and two inventories."
  type        = string
  default     = "workspaces"
  nullable    = false
}

variable "regions" {
  description = "Regions whose WorkSpaces are listed and acted on; none named: all that the account has."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "directories" {
  description = "Directories whose users log in here, by id; none named: all."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "actions" {
  description = "What users may do to their own WorkSpaces and admins to all."
  type = object({
    user  = optional(set(string), ["Start", "Stop", "Reboot", "Rebuild"])
    admin = optional(set(string), ["Start", "Stop", "Reboot", "Rebuild", "Restore", "Terminate", "SetRunningMode", "SetMaintenance", "EndMaintenance"])
  })
  default  = {}
  nullable = false
}

variable "inventory_table" {
  description = "Name of the table of WorkSpaces. Cmdlets and brokers look for this one unless told another."
  type        = string
  default     = "WorkspacesPortal"
  nullable    = false
}

variable "audit_table" {
  description = "A table of tokens that is there, by name or ARN, which takes the audit records; null for one of its own."
  type        = string
  default     = null
}

variable "functions_package" {
  description = "The zip of the functions, a file or an object in S3, and the SHA-256 that the file must have. Without, the one that this checkout has built."
  type = object({
    filename = optional(string)
    s3 = optional(object({
      bucket  = string
      key     = string
      version = optional(string)
    }))
    sha256       = optional(string)
    architecture = optional(string, "x86_64")
  })
  default  = {}
  nullable = false
}

variable "access_log" {
  description = "Whether the API writes an access log; see modules/token-authenticator for what the account needs first."
  type        = bool
  default     = false
  nullable    = false
}

variable "alarms" {
  description = "ARNs that alarms notify, such as an SNS topic's. Null for no alarms."
  type = object({
    actions         = optional(set(string), [])
    refusals        = optional(number, 100)
    silence_minutes = optional(number, 60)
  })
  default = {}
}

variable "deletion_protection" {
  description = "Whether tables and user pool refuse to be deleted. `terraform/scripts/teardown` clears it."
  type        = bool
  default     = true
  nullable    = false
}

variable "kms_key_arn" {
  description = "KMS key of the tables and the logs; null for AWS's own."
  type        = string
  default     = null
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of every role; null for none."
  type        = string
  default     = null
}

variable "role_path" {
  description = "Path of every role in IAM."
  type        = string
  default     = "/"
  nullable    = false
}

variable "tags" {
  description = "Tags of everything here."
  type        = map(string)
  default     = {}
  nullable    = false
}
