variable "name" {
  description = "Beginning of the names of everything here. Two deployments in one account and region need two names."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$", var.name))
    error_message = "The name has 1 to 32 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen: role names are made from it and the region, and IAM ends them at 64."
  }
}

variable "vpc_id" {
  description = "VPC of the DCV hosts. It needs DNS support and DNS hostnames where the endpoint has private DNS."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^vpc-[0-9a-z]+$", var.vpc_id))
    error_message = "Name the VPC by its id, as in vpc-0a1b2c3d4e5f60718."
  }
}

variable "subnet_ids" {
  description = "Subnets of the endpoint, in zones of their own; two for one that outlives a zone. None where `endpoint.existing` is set."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = var.endpoint.existing != null || (length(var.subnet_ids) >= 1 && length(var.subnet_ids) <= 6)
    error_message = "Name one to six subnets for the endpoint, each in a zone of its own, or an endpoint that exists (endpoint.existing)."
  }

  validation {
    condition     = var.endpoint.existing == null || length(var.subnet_ids) == 0
    error_message = "An endpoint that exists has its subnets: leave subnet_ids away, or endpoint.existing."
  }
}

variable "endpoint" {
  description = <<-TEXT
    The way from the hosts to the API. Who may use it: security groups, by a name of your own, and blocks of addresses. `private_dns` leads the whole VPC here for every API of API Gateway, public
    ones too: false where machines of the VPC call others, or where it has another `execute-api` endpoint with private DNS; the verifier's URL then names the endpoint. `other_api_arns` lets other
    private APIs through as well, as in another authenticator's `api_method_arns`. `existing` takes an endpoint that is there, with its rules and its policy; `other_vpc` where it is not in `vpc_id`.
  TEXT
  type = object({
    allowed_security_group_ids = optional(map(string), {})
    allowed_cidrs              = optional(set(string), [])
    private_dns                = optional(bool, true)
    other_api_arns             = optional(set(string), [])
    existing = optional(object({
      id        = string
      other_vpc = optional(bool, false)
    }))
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.endpoint.existing != null || length(var.endpoint.allowed_security_group_ids) + length(var.endpoint.allowed_cidrs) > 0
    error_message = "Nobody could reach the verifier: name the hosts' security group (allowed_security_group_ids) or their addresses (allowed_cidrs)."
  }

  validation {
    condition     = var.endpoint.existing == null || length(var.endpoint.allowed_security_group_ids) + length(var.endpoint.allowed_cidrs) == 0
    error_message = "Who may use an endpoint that exists, its own security groups say: leave allowed_security_group_ids and allowed_cidrs away."
  }

  validation {
    condition     = var.endpoint.existing == null || length(var.endpoint.other_api_arns) == 0
    error_message = "What an endpoint that exists lets through, its own policy says: leave other_api_arns away."
  }

  validation {
    condition     = var.endpoint.existing == null ? true : can(regex("^vpce-[0-9a-z]+$", var.endpoint.existing.id))
    error_message = "Name the endpoint by its id, as in vpce-0a1b2c3d4e5f60718."
  }

  validation {
    condition     = var.endpoint.existing == null ? true : !(var.endpoint.existing.other_vpc && var.endpoint.private_dns)
    error_message = "Private DNS holds in the endpoint's own VPC: set private_dns to false with other_vpc, and the verifier's URL names the endpoint."
  }

  validation {
    condition     = alltrue([for arn in var.endpoint.other_api_arns : can(regex("^arn:[a-z-]+:execute-api:[a-z0-9-]+:[0-9]{12}:[a-z0-9]+/.+$", arn))])
    error_message = "Other APIs are named by ARNs of their methods, as in arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/Beta/POST/."
  }

  validation {
    condition     = alltrue([for id in values(var.endpoint.allowed_security_group_ids) : can(regex("^sg-[0-9a-z]+$", id))])
    error_message = "Name security groups by id, as in { workstations = \"sg-0a1b2c3d4e5f60718\" }."
  }

  validation {
    condition     = alltrue([for key in keys(var.endpoint.allowed_security_group_ids) : can(regex("^[A-Za-z0-9._-]{1,100}$", key))])
    error_message = "The name of a security group here has 1 to 100 letters, digits, dots, hyphens and underscores: it stands in a rule's description, and EC2 ends those at 255."
  }

  validation {
    condition     = alltrue([for block in var.endpoint.allowed_cidrs : can(cidrnetmask(block)) && try(cidrhost(block, 0) == split("/", block)[0], false)])
    error_message = "Addresses are IPv4 blocks that begin at their own first address, as in 10.64.0.0/16."
  }

  validation {
    condition     = alltrue([for block in var.endpoint.allowed_cidrs : try(tonumber(split("/", block)[1]), 8) >= 8])
    error_message = "A block larger than a /8 is everybody: name the blocks of the hosts."
  }
}

variable "functions_package" {
  description = <<-TEXT
    The zip of the functions: a file (`filename`), or an object in S3 (name its `version`, or a new one under the same key goes unnoticed). `sha256` is what the file must have, in hex as
    `Get-FileHash` and `sha256sum` write it. `architecture` is that of the build: `x86_64` or `arm64`.
  TEXT
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
  nullable = false

  validation {
    condition     = (var.functions_package.filename == null) != (var.functions_package.s3 == null)
    error_message = "Name either the zip of the functions (filename) or an object in S3 (s3)."
  }

  validation {
    condition     = var.functions_package.sha256 == null || var.functions_package.filename != null
    error_message = "sha256 is checked on a file. What an object in S3 holds, its version says: name s3.version."
  }

  validation {
    condition     = var.functions_package.sha256 == null ? true : can(regex("^[0-9A-Fa-f]{64}$", var.functions_package.sha256))
    error_message = "sha256 is 64 hexadecimal digits, as Get-FileHash and sha256sum write them."
  }

  validation {
    condition     = contains(["x86_64", "arm64"], var.functions_package.architecture)
    error_message = "The architecture is x86_64 or arm64, as the package was built."
  }

  # Only where the name says what it is.
  validation {
    condition     = try(regex("linux-(x64|arm64)", basename(coalesce(var.functions_package.filename, try(var.functions_package.s3.key, null))))[0] == { x86_64 = "x64", arm64 = "arm64" }[var.functions_package.architecture], true)
    error_message = "By its name the package is of another architecture than ${var.functions_package.architecture}: set functions_package.architecture, or name the other zip."
  }
}

variable "functions" {
  description = <<-TEXT
    How the functions run. Lambda gives processors by memory, and a logon waits for them. `reserved_concurrency` is `validate-token`'s: executions that no other function of the account can take,
    and no more than that. `log_level` is what they log.
  TEXT
  type = object({
    memory_size          = optional(number, 512)
    timeout              = optional(number, 10)
    reserved_concurrency = optional(number)
    log_level            = optional(string, "Information")
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.functions.memory_size >= 256 && var.functions.memory_size <= 10240 && floor(var.functions.memory_size) == var.functions.memory_size
    error_message = "The memory is 256 to 10240 MB: AWS Lambda ends at 10240, and .NET does not start well below 256."
  }

  validation {
    condition     = var.functions.timeout >= 3 && var.functions.timeout <= 29 && floor(var.functions.timeout) == var.functions.timeout
    error_message = "The timeout is 3 to 29 seconds: the store is given some, and API Gateway waits for 29."
  }

  validation {
    condition     = var.functions.reserved_concurrency == null ? true : var.functions.reserved_concurrency >= 1 && floor(var.functions.reserved_concurrency) == var.functions.reserved_concurrency
    error_message = "Reserve a whole number of executions, one or more, or leave it away; none at all would deny every logon. Lambda keeps 100 of an account's executions unreserved."
  }

  validation {
    condition     = contains(["Trace", "Debug", "Information", "Warning", "Error", "Critical"], var.functions.log_level)
    error_message = "The log level is Trace, Debug, Information, Warning, Error or Critical."
  }
}

variable "purge_schedule" {
  description = "When `purge-grants` brings audit records into their chain and removes what is long expired. Null for never, and no such function: a broker on the same table must do it then."
  type        = string
  default     = "rate(10 minutes)"

  validation {
    condition     = var.purge_schedule == null ? true : can(regex("^(rate\\((1 (minute|hour|day)|([2-9]|[1-9][0-9]+) (minutes|hours|days))\\)|cron\\([^ ()]+( [^ ()]+){5}\\))$", var.purge_schedule))
    error_message = "The schedule is one of EventBridge's, as in rate(10 minutes), rate(1 hour) or cron(0 2 * * ? *), which has six fields."
  }
}

variable "stage_name" {
  description = "Stage of the API; the last part of the verifier's URL."
  type        = string
  default     = "Beta"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,128}$", var.stage_name))
    error_message = "A stage's name has 1 to 128 letters, digits, hyphens and underscores (API Gateway), as in Beta: it stands in the URL, and there is no room for a slash."
  }
}

variable "throttling" {
  description = "Requests a second for which the API gets through, and how many at once. More than that is answered with 429, which a DCV server takes for a no."
  type = object({
    rate  = optional(number, 100)
    burst = optional(number, 200)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.throttling.rate > 0 && var.throttling.rate <= 10000
    error_message = "The rate is more than 0 and at most 10000 requests a second, which is what API Gateway gives an account in a region."
  }

  validation {
    condition     = var.throttling.burst >= 1 && var.throttling.burst <= 5000 && floor(var.throttling.burst) == var.throttling.burst
    error_message = "The burst is 1 to 5000 requests, which is what API Gateway gives an account in a region."
  }
}

variable "access_log" {
  description = "Whether the API writes an access log. It needs the role that API Gateway has for logs, one for the whole region, which no module should own; see the README. The functions log every no without it."
  type        = bool
  default     = false
  nullable    = false
}

variable "table" {
  description = <<-TEXT
    The table of the tokens. `name` is `<name>-tokens` unless set. `recovery_days` is how far back it can be restored. `legacy_plaintext` also honours tokens that stand in it in clear, as the
    published authenticator wrote them, and lets `validate-token` read any item; for a day after a take-over.
  TEXT
  type = object({
    name             = optional(string)
    recovery_days    = optional(number, 35)
    legacy_plaintext = optional(bool, false)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.table.name == null ? true : can(regex("^[A-Za-z0-9_.-]{3,255}$", var.table.name))
    error_message = "A table's name has 3 to 255 letters, digits, dots, hyphens and underscores (DynamoDB)."
  }

  validation {
    condition     = var.table.recovery_days >= 1 && var.table.recovery_days <= 35 && floor(var.table.recovery_days) == var.table.recovery_days
    error_message = "Point-in-time recovery reaches back 1 to 35 days (DynamoDB)."
  }
}

variable "deletion_protection" {
  description = "Whether the table refuses to be deleted. It is cleared by an apply before a destroy, which `terraform/scripts/teardown` does."
  type        = bool
  default     = true
  nullable    = false
}

variable "kms_key_arn" {
  description = "KMS key of the table and the log groups; null for AWS's own. Its key policy must let `logs.<region>.amazonaws.com` use it, and whoever applies create grants for DynamoDB."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null ? true : can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/", var.kms_key_arn))
    error_message = "Name the key by its ARN, as in arn:aws:kms:eu-west-1:123456789012:key/...; CloudWatch Logs takes no alias."
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

variable "issuer_principals" {
  description = "Roles and users that may invoke `get-token`, by a name of your own: they may let anyone in as anyone. Besides, whoever has lambda:InvokeFunction on it by a policy of this account."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for arn in values(var.issuer_principals) : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:(role|user)/[!-)+-~]+$", arn))])
    error_message = "An issuer is a role or a user, by ARN, as in arn:aws:iam::123456789012:role/portal. Whole accounts and wildcards are not taken: whoever issues tokens can log in as anyone."
  }

  validation {
    condition     = alltrue([for key in keys(var.issuer_principals) : can(regex("^[A-Za-z0-9_-]{1,90}$", key))])
    error_message = "The name of an issuer has 1 to 90 letters, digits, hyphens and underscores: it becomes the id of a statement, which Lambda ends at 100."
  }
}

variable "host_role" {
  description = "Role and instance profile for DCV hosts: `create` them, and whether they may read DCV's `license_bucket` of the region. Without, attach `host_policy_json` to a role of yours."
  type = object({
    create         = optional(bool, true)
    license_bucket = optional(bool, true)
  })
  default  = {}
  nullable = false
}

variable "alarms" {
  description = <<-TEXT
    Alarms on the functions (errors, throttles, lines of level ERROR or FATAL), on 5xx of the API, on more 4xx of it in five minutes than `refusals` (throttled, or a wrong URL), and on more denials
    in five minutes than `denials`; with the ARNs that they notify. Null for none.
  TEXT
  type = object({
    actions  = optional(set(string), [])
    denials  = optional(number, 50)
    refusals = optional(number, 10)
  })
  default = {}

  validation {
    condition     = var.alarms == null ? true : alltrue([for arn in var.alarms.actions : can(regex("^arn:", arn))])
    error_message = "Alarms notify ARNs, as in arn:aws:sns:eu-west-1:123456789012:alerts."
  }

  validation {
    condition     = var.alarms == null ? true : length(var.alarms.actions) <= 5
    error_message = "An alarm notifies at most 5 (CloudWatch): put a topic before more."
  }

  validation {
    condition     = var.alarms == null ? true : var.alarms.refusals >= 0
    error_message = "Refusals that raise no alarm are 0 or more in five minutes."
  }

  validation {
    condition     = var.alarms == null ? true : var.alarms.denials >= 1
    error_message = "Denials that raise no alarm are 1 or more in five minutes: users mistype, and clients try again with what has expired."
  }

  validation {
    condition     = var.alarms == null || contains(["Trace", "Debug", "Information"], var.functions.log_level)
    error_message = "Denials are counted in the log, where they are lines of level Information: set functions.log_level to that or finer, or alarms to null."
  }
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of every role."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null ? true : can(regex("^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/", var.permissions_boundary_arn))
    error_message = "A permissions boundary is a policy, by ARN, as in arn:aws:iam::123456789012:policy/boundary."
  }
}

variable "role_path" {
  description = "Path of every role in IAM."
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
