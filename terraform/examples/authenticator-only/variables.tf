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
  description = <<-TEXT
    The VPC of the DCV hosts and the subnets for the verifier's endpoint, each in a zone of its own; or the id of an `execute-api` endpoint that is there. Null for a new network. `private_dns` leads
    every machine of the VPC to this endpoint for every API of API Gateway: only where nothing in it calls another.
  TEXT
  type = object({
    vpc_id      = string
    subnet_ids  = optional(list(string), [])
    endpoint_id = optional(string)
    private_dns = optional(bool, false)
  })
  default = null

  validation {
    condition     = var.existing_network == null ? true : (var.existing_network.endpoint_id == null) == (length(var.existing_network.subnet_ids) > 0)
    error_message = "Name either the subnets for the verifier's endpoint (subnet_ids) or an endpoint that is there (endpoint_id)."
  }

  validation {
    condition     = var.existing_network == null ? true : var.existing_network.endpoint_id != null || length(var.hosts.security_group_ids) + length(var.hosts.cidrs) > 0
    error_message = "Say which hosts of this network may ask the verifier: hosts.security_group_ids or hosts.cidrs."
  }
}

variable "new_network" {
  description = "The network that is made where `existing_network` is null; see modules/network."
  type = object({
    cidr                = optional(string, "10.64.0.0/16")
    zone_count          = optional(number, 2)
    public_subnets      = optional(bool, true)
    flow_logs           = optional(bool, true)
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

variable "alarms" {
  description = "ARNs that alarms notify, such as an SNS topic's, and how many denials and refusals in five minutes are too many. Null for no alarms."
  type = object({
    actions  = optional(set(string), [])
    denials  = optional(number, 50)
    refusals = optional(number, 10)
  })
  default = {}
}

variable "throttling" {
  description = "Requests a second for which the API gets through, and how many at once."
  type = object({
    rate  = optional(number, 100)
    burst = optional(number, 200)
  })
  default  = {}
  nullable = false
}

variable "table" {
  description = "The table of the tokens: its name, how far back it can be restored, and whether tokens in clear are honoured for a while after a take-over."
  type = object({
    name             = optional(string)
    recovery_days    = optional(number, 35)
    legacy_plaintext = optional(bool, false)
  })
  default  = {}
  nullable = false
}

variable "purge_schedule" {
  description = "When records are brought into the audit chain and expired tokens removed. Null where a broker on the same table does it."
  type        = string
  default     = "rate(10 minutes)"
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
