variable "region" {
  description = "AWS region, as in `eu-west-1`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2,4}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "A region is named as in eu-west-1."
  }
}

variable "name" {
  description = "Beginning of the names of everything here. Two deployments in one account and region need two names."
  type        = string
  default     = "dcv"
  nullable    = false
}

variable "existing_network" {
  description = "The VPC of the DCV hosts and the subnets for the verifier's endpoint, each in a zone of its own. Null for a new network."
  type = object({
    vpc_id     = string
    subnet_ids = list(string)
  })
  default = null

  validation {
    condition     = var.existing_network == null || length(var.hosts.security_group_ids) + length(var.hosts.cidrs) > 0
    error_message = "Say which hosts of this network may ask the verifier: hosts.security_group_ids or hosts.cidrs."
  }
}

variable "new_network" {
  description = "The network that is made where `existing_network` is null; see modules/network."
  type = object({
    cidr                = optional(string, "10.64.0.0/16")
    zone_count          = optional(number, 2)
    nat                 = optional(string, "none")
    interface_endpoints = optional(set(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = !contains(var.new_network.interface_endpoints, "execute-api")
    error_message = "The token authenticator makes the execute-api endpoint, closed to all but its hosts; a VPC has room for one with private DNS."
  }
}

variable "hosts" {
  description = "Who may ask the verifier: security groups, by a name of your own, and blocks of addresses. In a new network, all of it unless some are named."
  type = object({
    security_group_ids = optional(map(string), {})
    cidrs              = optional(set(string), [])
  })
  default  = {}
  nullable = false
}

variable "functions_package" {
  description = "The zip of the functions, and the SHA-256 that it must have. Without, the one that this checkout has built."
  type = object({
    filename     = optional(string)
    sha256       = optional(string)
    architecture = optional(string, "x86_64")
  })
  default  = {}
  nullable = false
}

variable "stage_name" {
  description = "Stage of the API; the last part of the verifier's URL."
  type        = string
  default     = "Beta"
  nullable    = false
}

variable "issuer_principals" {
  description = "Roles and users that may invoke the function that issues tokens, by a name of your own."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "alarm_actions" {
  description = "ARNs that alarms notify, such as an SNS topic's."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "access_log" {
  description = "Whether the API writes an access log; see the README for what the account needs first."
  type        = bool
  default     = false
  nullable    = false
}

variable "deletion_protection" {
  description = "Whether the table refuses to be deleted. `terraform/scripts/teardown` clears it."
  type        = bool
  default     = true
  nullable    = false
}

variable "kms_key_arn" {
  description = "KMS key of the table and the logs; null for AWS's own."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of everything here."
  type        = map(string)
  default     = {}
  nullable    = false
}
