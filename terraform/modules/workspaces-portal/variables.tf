variable "name" {
  description = "Beginning of the names of everything here. Two deployments in one account and region need two names."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$", var.name))
    error_message = "The name has 1 to 32 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen: role names are made from it and the region, and IAM ends them at 64."
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
  description = "How the functions run. Lambda gives processors by memory, and users wait for them; `timeout` is that of the two behind the API. `log_level` is what they log."
  type = object({
    memory_size = optional(number, 512)
    timeout     = optional(number, 25)
    log_level   = optional(string, "Information")
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.functions.memory_size >= 256 && var.functions.memory_size <= 10240 && floor(var.functions.memory_size) == var.functions.memory_size
    error_message = "The memory is 256 to 10240 MB: AWS Lambda ends at 10240, and .NET does not start well below 256."
  }

  validation {
    condition     = var.functions.timeout >= 5 && var.functions.timeout <= 29 && floor(var.functions.timeout) == var.functions.timeout
    error_message = "The timeout is 5 to 29 seconds: Amazon WorkSpaces is given some, and API Gateway waits for 29."
  }

  validation {
    condition     = contains(["Trace", "Debug", "Information", "Warning", "Error", "Critical"], var.functions.log_level)
    error_message = "The log level is Trace, Debug, Information, Warning, Error or Critical."
  }
}

variable "regions" {
  description = "Regions whose WorkSpaces are listed and acted on; none named: all that the account has. The roles reach no other."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for region in var.regions : can(regex("^[a-z]{2,4}(-[a-z]+)+-[0-9]$", region))])
    error_message = "Regions are named as in eu-west-1."
  }
}

variable "actions" {
  description = <<-TEXT
    What users may do to their own WorkSpaces and admins to all. The role of `act-on-workspace` has the permissions of these and no more; what an admin is not to do, it cannot. `Terminate` deletes a
    WorkSpace and all data of its user for good.
  TEXT
  type = object({
    user  = optional(set(string), ["Start", "Stop", "Reboot", "Rebuild"])
    admin = optional(set(string), ["Start", "Stop", "Reboot", "Rebuild", "Restore", "Terminate", "SetRunningMode", "SetMaintenance", "EndMaintenance"])
  })
  default  = {}
  nullable = false

  validation {
    condition     = length(setsubtract(var.actions.user, ["Start", "Stop", "Reboot", "Rebuild"])) == 0
    error_message = "Users may be given Start, Stop, Reboot and Rebuild; everything else is an admin's."
  }

  validation {
    condition     = length(setsubtract(var.actions.admin, ["Start", "Stop", "Reboot", "Rebuild", "Restore", "Terminate", "SetRunningMode", "SetMaintenance", "EndMaintenance"])) == 0
    error_message = "The actions are Start, Stop, Reboot, Rebuild, Restore, Terminate, SetRunningMode, SetMaintenance and EndMaintenance."
  }

  validation {
    condition     = length(var.actions.user) > 0 && length(setsubtract(var.actions.user, var.actions.admin)) == 0
    error_message = "Users may do one thing at least, and nothing that admins may not."
  }
}

variable "users" {
  description = <<-TEXT
    How a token says who somebody is. `groups_claim` holds values of which `user_groups` make a user and `admin_groups` an admin; `user_claim` the name, without a part up to its last backslash and
    without `user_prefix`, which is the SAML provider's name and `_` unless set; a pool with more than one provider needs it. Where several domains are trusted, each has an anna of its own: `domains` are
    those whose tokens count, as they stand before the last backslash, and `directories` those whose WorkSpaces are meant (none named: all).
  TEXT
  type = object({
    groups_claim = optional(string, "custom:ADGroups")
    user_groups  = optional(set(string), ["UserGroupMember"])
    admin_groups = optional(set(string), ["AdminGroupMember"])
    user_claim   = optional(string, "cognito:username")
    user_prefix  = optional(string)
    domains      = optional(set(string), [])
    directories  = optional(set(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.user_pool.existing != null || can(regex("^custom:[A-Za-z][A-Za-z0-9_-]{0,19}$", var.users.groups_claim))
    error_message = "In a pool that is made here the groups are an attribute of it: custom: and 1 to 20 letters, digits, underscores and hyphens (Cognito), as in custom:ADGroups."
  }

  validation {
    condition     = length(var.users.user_groups) + length(var.users.admin_groups) > 0 && alltrue([for group in setunion(var.users.user_groups, var.users.admin_groups) : can(regex("^[^,]{1,256}$", group)) && lower(group) != "none"])
    error_message = "Name the groups of users or of admins, each with 1 to 256 characters and no comma, which separates them in the functions' environment; none is no group's name there."
  }

  validation {
    condition     = length(setintersection(var.users.user_groups, var.users.admin_groups)) == 0
    error_message = "No group is both users and admins: each of its members would be an admin."
  }

  validation {
    condition     = can(regex("^[!-~]{1,256}$", var.users.user_claim))
    error_message = "The claim of the name has 1 to 256 characters, as in cognito:username."
  }

  validation {
    condition     = alltrue([for domain in var.users.domains : can(regex("^[^,\\\\]{1,255}$", domain))])
    error_message = "A domain has 1 to 255 characters, without a comma or backslash, as in EXAMPLE."
  }

  validation {
    condition     = alltrue([for directory in var.users.directories : can(regex("^d-[0-9a-f]{8,63}$", directory))])
    error_message = "Directories are named by id, as in d-0a1b2c3d4e."
  }
}

variable "user_pool" {
  description = <<-TEXT
    Where users log in. A pool is made with a `domain_prefix` (one in the region, for all of AWS) or a `custom_domain`, whose certificate is in us-east-1; `password_length` is for users of the pool
    itself. Or `existing` takes one of this region by its id, with the ids of the clients whose tokens count, and its domain for the outputs.
  TEXT
  type = object({
    domain_prefix = optional(string)
    custom_domain = optional(object({
      name            = string
      certificate_arn = string
    }))
    password_length = optional(number, 14)
    existing = optional(object({
      id         = string
      client_ids = set(string)
      domain     = optional(string)
    }))
  })
  nullable = false

  validation {
    condition     = length([for way in [var.user_pool.domain_prefix, var.user_pool.custom_domain, var.user_pool.existing] : way if way != null]) == 1
    error_message = "Name one of three: domain_prefix or custom_domain for a user pool that is made, or existing."
  }

  validation {
    condition     = var.user_pool.domain_prefix == null ? true : can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.user_pool.domain_prefix)) && !can(regex("aws|amazon|cognito", var.user_pool.domain_prefix))
    error_message = "A domain's prefix has 1 to 63 lower-case letters, digits and hyphens, neither first nor last, and not the words aws, amazon or cognito (Cognito)."
  }

  validation {
    condition     = var.user_pool.custom_domain == null ? true : can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.){2,}[a-z]{2,63}$", var.user_pool.custom_domain.name)) && can(regex("^arn:[a-z-]+:acm:us-east-1:[0-9]{12}:certificate/", var.user_pool.custom_domain.certificate_arn))
    error_message = "A domain of one's own is a subdomain, as in login.example.com, with a certificate of ACM in us-east-1, wherever the pool is (Cognito)."
  }

  validation {
    condition     = var.user_pool.password_length >= 8 && var.user_pool.password_length <= 99 && floor(var.user_pool.password_length) == var.user_pool.password_length
    error_message = "Passwords have 8 to 99 characters at least: Cognito takes 6 to 99, and 6 are too few."
  }

  validation {
    condition     = var.user_pool.existing == null ? true : can(regex("^[a-z]{2,4}(-[a-z]+)+-[0-9]_[0-9A-Za-z]{1,55}$", var.user_pool.existing.id)) && length(var.user_pool.existing.client_ids) > 0 && alltrue([for id in var.user_pool.existing.client_ids : can(regex("^[0-9a-z]{1,128}$", id))])
    error_message = "A user pool that is there has an id as in eu-west-1_a1B2c3D4e, and one client at least, by id: a token of any other is refused."
  }

  validation {
    condition     = try(var.user_pool.existing.domain, null) == null ? true : can(regex("^[a-z0-9.-]{3,255}$", var.user_pool.existing.domain))
    error_message = "The domain of a user pool that is there is a host name, as in portal.auth.eu-west-1.amazoncognito.com."
  }
}

variable "client" {
  description = "The page that logs in: where it may be returned to after a login and a logout, and how long its tokens last. Groups are as old as the id token."
  type = object({
    callback_urls = optional(set(string), [])
    logout_urls   = optional(set(string), [])
    token_minutes = optional(number, 60)
    refresh_hours = optional(number, 8)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.user_pool.existing != null || length(var.client.callback_urls) > 0
    error_message = "Name where the page may be returned to after a login (callback_urls), as in https://portal.example.com/."
  }

  validation {
    condition     = var.user_pool.existing == null || length(var.client.callback_urls) + length(var.client.logout_urls) == 0
    error_message = "The clients of a user pool that is there have their addresses: leave callback_urls and logout_urls away."
  }

  validation {
    condition     = alltrue([for url in setunion(var.client.callback_urls, var.client.logout_urls) : can(regex("^(https://[a-z0-9.-]+(:[0-9]{1,5})?|http://localhost(:[0-9]{1,5})?)(/[^#*[:space:]]*)?$", url)) && length(url) <= 1024])
    error_message = "Addresses are https:// or http://localhost, without a fragment and a wildcard, and have at most 1024 characters (Cognito): a code that goes elsewhere is somebody else's."
  }

  validation {
    condition     = length(var.client.callback_urls) <= 100 && length(var.client.logout_urls) <= 100
    error_message = "A client has at most 100 addresses of each kind (Cognito)."
  }

  validation {
    condition     = var.client.token_minutes >= 5 && var.client.token_minutes <= 1440 && floor(var.client.token_minutes) == var.client.token_minutes
    error_message = "Id and access tokens last 5 to 1440 minutes (Cognito)."
  }

  validation {
    condition     = var.client.refresh_hours >= 1 && var.client.refresh_hours <= 87600 && floor(var.client.refresh_hours) == var.client.refresh_hours && var.client.refresh_hours * 60 >= var.client.token_minutes
    error_message = "Refresh tokens last 1 to 87600 hours (Cognito), and no less than the others."
  }
}

variable "saml" {
  description = <<-TEXT
    The SAML provider of users, such as AD FS, in a pool that is made here: its metadata by address or as a document, and the names of its attributes; null for users of the pool itself. `provider_name`
    comes before every user's name. `email_attribute` may be null.
  TEXT
  type = object({
    provider_name     = optional(string, "ADFS")
    metadata_url      = optional(string)
    metadata_document = optional(string)
    groups_attribute  = optional(string, "http://schemas.xmlsoap.org/claims/Group")
    email_attribute   = optional(string, "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress")
  })
  default = null

  validation {
    condition     = var.saml == null || var.user_pool.existing == null
    error_message = "A user pool that is there has its providers: leave saml away, and set users.user_prefix where one of them is put before the names."
  }

  validation {
    condition     = var.saml == null ? true : can(regex("^[A-Za-z0-9.-]{1,32}$", var.saml.provider_name)) && !contains(["COGNITO", "Cognito"], var.saml.provider_name)
    error_message = "A provider's name has 1 to 32 letters, digits, dots and hyphens (Cognito takes 32), and no underscore, which ends it in users' names; and it is not COGNITO."
  }

  validation {
    condition     = var.saml == null ? true : (var.saml.metadata_url == null) != (var.saml.metadata_document == null)
    error_message = "Name the provider's metadata, either by address (metadata_url) or as the document itself (metadata_document)."
  }

  validation {
    condition     = try(var.saml.metadata_url, null) == null ? true : can(regex("^https://[^[:space:]]+$", var.saml.metadata_url))
    error_message = "The metadata have the key that assertions are signed with: their address is https://, as in https://adfs.example.com/FederationMetadata/2007-06/FederationMetadata.xml."
  }

  validation {
    condition     = var.saml == null ? true : can(regex("^[!-~]+$", var.saml.groups_attribute)) && length(var.saml.groups_attribute) <= 2048
    error_message = "The attribute with the groups has a name of at most 2048 characters (Cognito) and no spaces, as in http://schemas.xmlsoap.org/claims/Group."
  }
}

variable "inventory_table" {
  description = "The table of WorkSpaces: its name, which cmdlets and brokers look for unless told another, and how far back it can be restored."
  type = object({
    name          = optional(string, "WorkspacesPortal")
    recovery_days = optional(number, 35)
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{3,255}$", var.inventory_table.name))
    error_message = "A table's name has 3 to 255 letters, digits, dots, hyphens and underscores (DynamoDB)."
  }

  validation {
    condition     = var.inventory_table.recovery_days >= 1 && var.inventory_table.recovery_days <= 35 && floor(var.inventory_table.recovery_days) == var.inventory_table.recovery_days
    error_message = "Point-in-time recovery reaches back 1 to 35 days (DynamoDB)."
  }
}

variable "audit_table" {
  description = <<-TEXT
    Where actions and refusals are recorded. `existing` is a table of tokens of this account that is there, by name or ARN, such as a token-authenticator's, with its `kms_key_arn` if it has one; whatever
    files its audit chain now files these records too. Without, `<name>-audit` is made, and `purge-grants` files its chain.
  TEXT
  type = object({
    existing      = optional(string)
    kms_key_arn   = optional(string)
    recovery_days = optional(number, 35)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.audit_table.existing == null ? true : can(regex("^(arn:[a-z-]+:dynamodb:[a-z0-9-]+:[0-9]{12}:table/)?[A-Za-z0-9_.-]{3,255}$", var.audit_table.existing))
    error_message = "Name the table by its name, or by its ARN, as in arn:aws:dynamodb:eu-west-1:123456789012:table/dcv-tokens."
  }

  validation {
    condition     = var.audit_table.kms_key_arn == null ? true : var.audit_table.existing != null && can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/", var.audit_table.kms_key_arn))
    error_message = "The key is that of a table that is there (existing), by ARN, as in arn:aws:kms:eu-west-1:123456789012:key/...; a table that is made here has kms_key_arn."
  }

  validation {
    condition     = var.audit_table.recovery_days >= 1 && var.audit_table.recovery_days <= 35 && floor(var.audit_table.recovery_days) == var.audit_table.recovery_days
    error_message = "Point-in-time recovery reaches back 1 to 35 days (DynamoDB)."
  }
}

variable "schedules" {
  description = "When WorkSpaces are looked for (`find`), those that are gone removed (`reap`), and records filed into the audit chain (`purge`, for a table that is made here)."
  type = object({
    find  = optional(string, "rate(5 minutes)")
    reap  = optional(string, "rate(1 hour)")
    purge = optional(string, "rate(10 minutes)")
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for schedule in [var.schedules.find, var.schedules.reap, var.schedules.purge] : can(regex("^(rate\\((1 (minute|hour|day)|([2-9]|[1-9][0-9]+) (minutes|hours|days))\\)|cron\\([^ ()]+( [^ ()]+){5}\\))$", schedule))])
    error_message = "The schedules are EventBridge's, as in rate(5 minutes), rate(1 hour) or cron(0 2 * * ? *), which has six fields."
  }
}

variable "api" {
  description = <<-TEXT
    The API: name of its stage, how many requests a second it lets through and how many at once, the origins of pages that may call it, and whether it writes an access log, which needs the role that
    API Gateway has for logs, one for the whole region (see token-authenticator). What the gateway answers by itself is readable to a page where exactly one origin is named.
  TEXT
  type = object({
    stage_name = optional(string, "portal")
    rate       = optional(number, 50)
    burst      = optional(number, 100)
    origins    = optional(set(string), [])
    access_log = optional(bool, false)
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,128}$", var.api.stage_name))
    error_message = "A stage's name has 1 to 128 letters, digits, hyphens and underscores (API Gateway)."
  }

  validation {
    condition     = var.api.rate > 0 && var.api.rate <= 10000
    error_message = "The rate is more than 0 and at most 10000 requests a second, which is what API Gateway gives an account in a region."
  }

  validation {
    condition     = var.api.burst >= 1 && var.api.burst <= 5000 && floor(var.api.burst) == var.api.burst
    error_message = "The burst is 1 to 5000 requests, which is what API Gateway gives an account in a region."
  }

  validation {
    condition     = alltrue([for origin in var.api.origins : can(regex("^(https://[a-z0-9.-]+(:[0-9]{1,5})?|http://localhost(:[0-9]{1,5})?)$", origin))])
    error_message = "An origin is scheme and host as a browser says them, as in https://portal.example.com: no slash behind it, no wildcard, and http:// with localhost alone."
  }
}

variable "alarms" {
  description = <<-TEXT
    Alarms on the functions (errors, throttles, lines of level ERROR or FATAL), on 5xx of the API, on more 4xx of it in five minutes than `refusals`, and on `silence_minutes` without a `find-workspaces`
    that succeeded; with the ARNs that they notify. Null for none.
  TEXT
  type = object({
    actions         = optional(set(string), [])
    refusals        = optional(number, 100)
    silence_minutes = optional(number, 60)
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
    condition     = var.alarms == null ? true : var.alarms.silence_minutes >= 10 && var.alarms.silence_minutes <= 1440 && floor(var.alarms.silence_minutes) == var.alarms.silence_minutes
    error_message = "The silence is 10 to 1440 minutes: an alarm looks back a day at most (CloudWatch). Let it be longer than the time between two of schedules.find."
  }
}

variable "deletion_protection" {
  description = "Whether tables and user pool refuse to be deleted. It is cleared by an apply before a destroy, which `terraform/scripts/teardown` does."
  type        = bool
  default     = true
  nullable    = false
}

variable "kms_key_arn" {
  description = "KMS key of the tables and the log groups; null for AWS's own. Its key policy must let `logs.<region>.amazonaws.com` use it, and whoever applies create grants for DynamoDB."
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
