variable "name" {
  description = "Name of the function, and beginning of the names of its alarms."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9-_]{1,64}$", var.name))
    error_message = "A function's name has 1 to 64 letters, digits, hyphens and underscores (AWS Lambda)."
  }
}

variable "role_name" {
  description = "Name of the function's role. IAM knows no regions: let it differ where the function's name does not."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", var.role_name))
    error_message = "A role's name has 1 to 64 letters, digits and +=,.@_- (AWS IAM)."
  }
}

variable "function" {
  description = <<-TEXT
    What runs. `handler` names the function within the package; `policy` is the JSON of what its role may do beside writing its log.
    The package is a file (`filename`) or an object in S3; with an object, name its `version`, or a new one under the same key goes unnoticed.
    `sha256` is what a file must have, in hex.
  TEXT
  type = object({
    description = string
    handler     = string
    package = object({
      filename = optional(string)
      s3 = optional(object({
        bucket  = string
        key     = string
        version = optional(string)
      }))
      sha256 = optional(string)
    })
    policy               = string
    architecture         = optional(string, "x86_64")
    environment          = map(string)
    memory_size          = optional(number, 512)
    timeout              = optional(number, 10)
    reserved_concurrency = optional(number)
  })
  nullable = false

  validation {
    condition     = length(var.function.description) <= 256
    error_message = "A function's description has at most 256 characters (AWS Lambda)."
  }

  validation {
    condition     = (var.function.package.filename == null) != (var.function.package.s3 == null)
    error_message = "Name either a file (package.filename) or an object in S3 (package.s3)."
  }

  validation {
    condition     = contains(["x86_64", "arm64"], var.function.architecture)
    error_message = "The architecture is x86_64 or arm64, as the package was built."
  }

  validation {
    condition     = var.function.memory_size >= 128 && var.function.memory_size <= 10240 && floor(var.function.memory_size) == var.function.memory_size
    error_message = "The memory of a function is 128 to 10240 MB (AWS Lambda)."
  }

  validation {
    condition     = var.function.timeout >= 1 && var.function.timeout <= 900 && floor(var.function.timeout) == var.function.timeout
    error_message = "The timeout of a function is 1 to 900 seconds (AWS Lambda)."
  }

  validation {
    condition     = var.function.reserved_concurrency == null ? true : var.function.reserved_concurrency >= 1 && floor(var.function.reserved_concurrency) == var.function.reserved_concurrency
    error_message = "Reserve a whole number of executions, one or more, or leave it away; none at all would switch the function off. Lambda keeps 100 of an account's executions unreserved."
  }
}

variable "log_retention_days" {
  description = "How long log lines are kept."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch Logs keeps lines for 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days."
  }
}

variable "alarms" {
  description = "Alarms on errors, throttles and log lines of level ERROR or FATAL, and the ARNs they notify; null for none."
  type = object({
    actions = optional(set(string), [])
  })
  default = {}

  validation {
    condition     = var.alarms == null ? true : length(var.alarms.actions) <= 5
    error_message = "An alarm notifies at most 5 (CloudWatch): put a topic before more."
  }
}

variable "kms_key_arn" {
  description = "KMS key of the log group; null for the key of CloudWatch Logs. Its key policy must let `logs.<region>.amazonaws.com` use it."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null ? true : can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/", var.kms_key_arn))
    error_message = "Name the key by its ARN, as in arn:aws:kms:eu-west-1:123456789012:key/...; CloudWatch Logs takes no alias."
  }
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the role."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null ? true : can(regex("^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/", var.permissions_boundary_arn))
    error_message = "A permissions boundary is a policy, by ARN, as in arn:aws:iam::123456789012:policy/boundary."
  }
}

variable "role_path" {
  description = "Path of the role in IAM."
  type        = string
  default     = "/"
  nullable    = false

  validation {
    condition     = can(regex("^/([!-~]{1,510}/)?$", var.role_path))
    error_message = "A path in IAM begins and ends with a slash, as in /dcv/, and has at most 512 characters."
  }
}

variable "tags" {
  description = "Tags of everything here."
  type        = map(string)
  default     = {}
  nullable    = false
}
