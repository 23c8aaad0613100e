variable "name" {
  description = "What the names of everything here begin with. Two deployments in one account need two names."
  type        = string
  nullable    = false

  # IAM, whose names are the shortest, takes 64: 32, a hyphen, and at most 15.
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,30}[a-z0-9]$", var.name))
    error_message = "name has 2 to 32 lower-case letters, digits and hyphens, and begins with a letter: Image Builder puts it into ARNs in lower case, and an IAM role has at most 64 characters."
  }
}

variable "vpc_id" {
  description = "The VPC in which images are built and tested."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^vpc-[0-9a-f]{8,17}$", var.vpc_id))
    error_message = "vpc_id is the id of a VPC, such as vpc-0a1b2c3d4e5f60718."
  }
}

variable "subnet_id" {
  description = "The private subnet in which images are built and tested. It needs a way to Systems Manager, S3 and Image Builder, and to wherever packages come from."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^subnet-[0-9a-f]{8,17}$", var.subnet_id))
    error_message = "subnet_id is the id of one subnet, such as subnet-0a1b2c3d4e5f60718. Image Builder builds an image in one subnet."
  }
}

variable "egress" {
  description = "Where build instances may connect to by HTTPS, and on which platforms by HTTP as well: Windows has its updates, and the root certificates by which signatures are checked, from there. Nothing may connect to them."
  type = object({
    cidrs          = optional(set(string), ["0.0.0.0/0"])
    http_platforms = optional(set(string), ["Windows"])
  })
  default  = {}
  nullable = false

  validation {
    condition     = length(var.egress.cidrs) > 0 && alltrue([for cidr in var.egress.cidrs : can(cidrnetmask(cidr))])
    error_message = "egress.cidrs holds one IPv4 range or more, such as 10.0.0.0/16: without any, a build instance could not even report to Systems Manager."
  }

  validation {
    condition     = length(setsubtract(var.egress.http_platforms, ["Linux", "Windows"])) == 0
    error_message = "egress.http_platforms are Linux and Windows."
  }
}

variable "images" {
  description = "The images, by name. `role` is workstation or gateway. `base_image` is one of the names that the README lists, or the id of an AMI or the ARN of an Image Builder image, which need `platform`. `packages` says where packages come from, and their SHA-256 hashes. `desktop` installs one; null means on Amazon Linux, for which the group of packages is known."
  type = map(object({
    role             = string
    base_image       = string
    base_image_owner = optional(string)
    platform         = optional(string)
    description      = optional(string)
    instance_types   = optional(set(string))
    volume_gb        = optional(number)
    root_device      = optional(string)
    update_os        = optional(bool, true)
    desktop          = optional(bool)
    packages = optional(map(object({
      source = optional(string)
      sha256 = optional(string)
    })), {})
    settings = optional(map(string), {})
    components = optional(list(object({
      component  = string
      parameters = optional(map(string), {})
    })), [])
    launch_templates = optional(map(object({
      id          = string
      region      = optional(string)
      account_id  = optional(string)
      set_default = optional(bool, true)
    })), {})
  }))
  nullable = false

  validation {
    condition     = length(var.images) > 0 && alltrue([for name in keys(var.images) : can(regex("^[a-z][a-z0-9-]{0,29}[a-z0-9]$", name))])
    error_message = "images holds at least one image, and its names have 2 to 31 lower-case letters, digits and hyphens: behind name they make the name of an EventBridge rule, which has at most 64 characters."
  }

  validation {
    condition     = alltrue([for image in values(var.images) : contains(["workstation", "gateway"], image.role)])
    error_message = "The role of an image is workstation or gateway."
  }

  validation {
    condition     = alltrue([for image in values(var.images) : contains(keys(local.base_images), image.base_image) || can(regex(local.ami_pattern, image.base_image)) || can(regex(local.image_arn_pattern, image.base_image))])
    error_message = "base_image is one of ${join(", ", keys(local.base_images))}, the id of an AMI (ami-...) or the ARN of an Image Builder image, whose version may be x.x.x."
  }

  validation {
    condition     = alltrue([for image in values(var.images) : contains(keys(local.base_images), image.base_image) ? image.platform == null : image.platform == null ? false : contains(["Linux", "Windows"], image.platform)])
    error_message = "An image on an AMI or an ARN says its platform, Linux or Windows; with the other base images it is known, and platform is left away."
  }

  validation {
    condition     = alltrue([for image in values(var.images) : image.base_image_owner == null ? true : can(regex("^([0-9]{12}|self|amazon|aws-[a-z-]+)$", image.base_image_owner))])
    error_message = "base_image_owner is the id of the account that owns the AMI, self, amazon, or another of EC2's names such as aws-marketplace; null means this account and Amazon."
  }

  validation {
    condition     = alltrue([for image in values(var.images) : image.role == "workstation" || try(local.base_images[image.base_image].platform, image.platform) == "Linux"])
    error_message = "The connection gateway runs on Linux: give the gateway's image a base image of Linux."
  }

  validation {
    condition     = alltrue([for image in values(var.images) : image.volume_gb == null ? true : image.volume_gb >= 8 && image.volume_gb <= 16000 && floor(image.volume_gb) == image.volume_gb])
    error_message = "volume_gb is 8 to 16000 GB, the most that Image Builder takes, and at least as large as the base image's own disk."
  }

  validation {
    condition     = alltrue([for image in values(var.images) : image.root_device == null ? true : can(regex("^(/dev/)?[a-z0-9]{2,12}$", image.root_device))])
    error_message = "root_device is the name of the base image's root device, such as /dev/xvda."
  }

  validation {
    condition     = alltrue([for image in values(var.images) : image.instance_types == null ? true : alltrue([for type in image.instance_types : can(regex("^[a-z0-9-]+\\.[a-z0-9-]+$", type))])])
    error_message = "instance_types holds types of instances, such as m6i.large."
  }

  validation {
    condition     = alltrue([for image in values(var.images) : length(setsubtract(keys(image.packages), ["dcv-server", "session-manager-agent", "gateway", "module", "powershell"])) == 0])
    error_message = "packages are dcv-server, session-manager-agent, gateway, module and powershell; anything else is a component of your own."
  }

  validation {
    condition     = alltrue(flatten([for image in values(var.images) : [for package in values(image.packages) : package.sha256 == null ? true : can(regex("^[0-9A-Fa-f]{64}$", package.sha256)) && !can(regex("^0+$", package.sha256))]]))
    error_message = "sha256 is a SHA-256 hash: 64 hexadecimal digits, and not a placeholder of zeros."
  }

  validation {
    condition     = alltrue(flatten([for image in values(var.images) : [for package in values(image.packages) : package.source == null ? true : can(regex(local.source_pattern, package.source))]]))
    error_message = "source is an https address or s3://bucket/key, of letters, digits and . _ ~ % / + = @ , - alone, and ends in a file's name."
  }

  validation {
    condition     = alltrue([for image in values(var.images) : !contains(keys(image.packages), "module") || try(local.base_images[image.base_image].platform, image.platform) == "Windows" || contains(keys(image.packages), "powershell") || !contains(keys(local.base_images), image.base_image)])
    error_message = "Amazon Linux has no PowerShell, which the module needs: name the package powershell as well (the RPM of PowerShell 7.4 or later)."
  }

  validation {
    condition     = alltrue(flatten([for image in values(var.images) : [for key, value in image.settings : can(regex(local.setting_key_pattern, key)) && can(regex(local.setting_value_pattern, value))]]))
    error_message = local.setting_rule
  }

  validation {
    condition     = alltrue([for image in values(var.images) : length(setintersection(keys(image.settings), local.reserved_settings)) == 0])
    error_message = local.reserved_setting_rule
  }

  validation {
    condition     = alltrue(flatten([for image in values(var.images) : [for own in image.components : can(regex(local.component_arn_pattern, own.component)) || try(var.own_components[own.component].platform == try(local.base_images[image.base_image].platform, image.platform), false)]]))
    error_message = "component is the ARN of a component, whose version may be x.x.x, or the name of one in own_components that is made for the image's platform."
  }

  validation {
    condition     = alltrue(flatten([for image in values(var.images) : [for own in image.components : length(setsubtract(keys(own.parameters), try(local.own_parameters[own.component].all, keys(own.parameters)))) == 0 && length(setsubtract(try(local.own_parameters[own.component].needed, []), keys(own.parameters))) == 0]]))
    error_message = "The parameters of a component of your own are those that its document has, and those without a default have to be given."
  }

  validation {
    condition     = alltrue(flatten([for image in values(var.images) : [for template in values(image.launch_templates) : can(regex("^lt-[0-9a-f]{8,17}$", template.id)) && (template.account_id == null ? true : can(regex("^[0-9]{12}$", template.account_id)))]]))
    error_message = "A launch template has an id, such as lt-0a1b2c3d4e5f60718, and where it belongs to another account that account's id of twelve digits."
  }
}

variable "own_components" {
  description = "Components of your own, by name: `data` is the document (YAML), such as file(\"corporate.yml\"). Images name them in their components."
  type = map(object({
    platform    = string
    data        = string
    description = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name, own in var.own_components : can(regex("^[a-z][a-z0-9-]{0,40}$", name)) && contains(["Linux", "Windows"], own.platform)])
    error_message = "The names in own_components have up to 41 lower-case letters, digits and hyphens, and each platform is Linux or Windows."
  }

  validation {
    condition     = alltrue([for own in values(var.own_components) : length(own.data) <= 16000 && can(yamldecode(own.data).phases) && can(yamldecode(own.data).schemaVersion)])
    error_message = "data is a component document in YAML, with schemaVersion and phases, of at most 16,000 characters: Image Builder takes no longer one inline."
  }
}

variable "vendor" {
  description = "How packages of DCV are known to be the vendor's: the fingerprint of the key that signs the RPM packages and where that key is (Linux); the name (CN) and the organization (O, null for the same) in the certificate that signs the installers, and if you like that certificate's own SHA-256 hash (Windows). Nothing of it is shipped here; read it from a package that you trust."
  type = object({
    signing_key_source      = optional(string, "https://d1uj6qtbmh3dt5.cloudfront.net/NICE-GPG-KEY")
    signing_key_fingerprint = optional(string)
    publisher               = optional(string)
    publisher_organization  = optional(string)
    publisher_certificate   = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex(local.source_pattern, var.vendor.signing_key_source))
    error_message = "signing_key_source is an https address or s3://bucket/key, of letters, digits and . _ ~ % / + = @ , - alone."
  }

  validation {
    condition     = var.vendor.signing_key_fingerprint == null ? true : can(regex("^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$", var.vendor.signing_key_fingerprint)) && !can(regex("^0+$", var.vendor.signing_key_fingerprint))
    error_message = "signing_key_fingerprint is the whole fingerprint of a key: 40 or 64 hexadecimal digits without blanks, and not a placeholder of zeros. A short key id can be forged."
  }

  validation {
    condition     = alltrue([for name in [var.vendor.publisher, var.vendor.publisher_organization] : name == null ? true : can(regex("^[A-Za-z0-9 .,&()-]{1,128}$", name)) && lower(name) != "none"])
    error_message = "publisher and publisher_organization are the names (CN and O) in the certificate of the installers, of letters, digits, blanks and . , & ( ) - alone."
  }

  validation {
    condition     = var.vendor.publisher_certificate == null ? true : can(regex("^[0-9A-Fa-f]{64}$", var.vendor.publisher_certificate)) && !can(regex("^0+$", var.vendor.publisher_certificate))
    error_message = "publisher_certificate is the SHA-256 hash of the certificate: 64 hexadecimal digits without colons, and not a placeholder of zeros."
  }

  validation {
    condition     = var.vendor.publisher != null || (var.vendor.publisher_organization == null && var.vendor.publisher_certificate == null)
    error_message = "publisher_organization and publisher_certificate stand beside publisher."
  }
}

variable "workstation" {
  description = "What the DCV servers of workstation images are preset with: whom they ask about tokens, the Session Manager agent's broker, and settings by \"section/name\". TLS checks are always on. On Windows the console session that the server makes is Administrator's, or that of `session-management/automatic-console-session/owner`; with a Session Manager there is none."
  type = object({
    verifier = optional(object({
      uri             = string
      ca_pem          = optional(string)
      timeout_seconds = optional(number)
    }))
    session_manager = optional(object({
      broker_host = string
      broker_port = optional(number, 8445)
      ca_pem      = optional(string)
    }))
    settings = optional(map(string), {})
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.workstation.verifier == null ? true : can(regex("^(https://[A-Za-z0-9.-]+|http://127\\.0\\.0\\.1)(:[0-9]{1,5})?(/[A-Za-z0-9._~%/-]*)?$", var.workstation.verifier.uri))
    error_message = "The verifier's uri is an https address (of the machine itself, 127.0.0.1, also http): tokens must not travel unencrypted."
  }

  validation {
    condition     = try(var.workstation.verifier.ca_pem, null) == null ? true : can(regex(local.pem_pattern, var.workstation.verifier.ca_pem))
    error_message = "The verifier's ca_pem holds certificates in PEM and nothing else, least of all a private key."
  }

  validation {
    condition     = try(var.workstation.verifier.timeout_seconds, null) == null ? true : var.workstation.verifier.timeout_seconds >= 1 && var.workstation.verifier.timeout_seconds <= 600 && floor(var.workstation.verifier.timeout_seconds) == var.workstation.verifier.timeout_seconds
    error_message = "The verifier's timeout_seconds is 1 to 600."
  }

  validation {
    condition     = var.workstation.session_manager == null ? true : can(regex("^[A-Za-z0-9.-]{1,253}$", var.workstation.session_manager.broker_host)) && var.workstation.session_manager.broker_port >= 1 && var.workstation.session_manager.broker_port <= 65535
    error_message = "broker_host is a host's name or address, and broker_port 1 to 65535."
  }

  validation {
    condition     = try(var.workstation.session_manager.ca_pem, null) == null ? true : can(regex(local.pem_pattern, var.workstation.session_manager.ca_pem))
    error_message = "The session manager's ca_pem holds certificates in PEM and nothing else, least of all a private key."
  }

  validation {
    condition     = alltrue([for key, value in var.workstation.settings : can(regex(local.setting_key_pattern, key)) && can(regex(local.setting_value_pattern, value))])
    error_message = local.setting_rule
  }

  validation {
    condition     = length(setintersection(keys(var.workstation.settings), local.reserved_settings)) == 0
    error_message = local.reserved_setting_rule
  }
}

variable "gateway" {
  description = "What connection gateways are configured with; needed where an image has the role gateway. `quic_port` 0 switches QUIC off. Without `server_ca_pem` the gateway trusts the authorities of its system; `allow_untrusted_servers` switches its check of DCV servers off."
  type = object({
    resolver_uri            = string
    resolver_ca_pem         = optional(string)
    server_ca_pem           = optional(string)
    allow_untrusted_servers = optional(bool, false)
    web_resources_uri       = optional(string)
    web_port                = optional(number, 8443)
    quic_port               = optional(number, 8443)
    health_port             = optional(number, 8989)
  })
  default = null

  validation {
    condition     = var.gateway != null || alltrue([for image in values(var.images) : image.role != "gateway"])
    error_message = "An image has the role gateway, and a gateway does not start without its resolver: set gateway = { resolver_uri = \"https://...\" }."
  }

  validation {
    condition     = var.gateway == null ? true : alltrue([for uri in [var.gateway.resolver_uri, var.gateway.web_resources_uri] : uri == null ? true : can(regex("^https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~%/-]*)?$", uri))])
    error_message = "resolver_uri and web_resources_uri are https addresses."
  }

  validation {
    condition     = var.gateway == null ? true : alltrue([for pem in [var.gateway.resolver_ca_pem, var.gateway.server_ca_pem] : pem == null ? true : can(regex(local.pem_pattern, pem))])
    error_message = "resolver_ca_pem and server_ca_pem hold certificates in PEM and nothing else, least of all a private key."
  }

  validation {
    condition     = var.gateway == null ? true : alltrue([for port in [var.gateway.web_port, var.gateway.quic_port, var.gateway.health_port] : port >= 0 && port <= 65535 && floor(port) == port]) && var.gateway.web_port > 0 && var.gateway.health_port > 0
    error_message = "The gateway's ports are 1 to 65535, and quic_port may be 0, which switches QUIC off."
  }

  validation {
    condition     = var.gateway == null ? true : var.gateway.web_port != var.gateway.health_port
    error_message = "web_port and health_port are both TCP: they cannot be the same."
  }
}

variable "schedule" {
  description = "When images are built: an expression cron(minute hour day-of-month month day-of-week year) in a time zone. With `only_if_updates` a build starts only where the base image or a component has a newer version; a new release of DCV is neither, so it then waits for the next of those. Null means on command alone."
  type = object({
    expression      = string
    time_zone       = optional(string, "Etc/UTC")
    only_if_updates = optional(bool, false)
    enabled         = optional(bool, true)
  })
  default = null

  validation {
    condition     = var.schedule == null ? true : can(regex("^cron\\(([0-9*/,-]+ ){2}[0-9*?/,LW-]+ [0-9A-Z*/,-]+ [0-9A-Z*?/,L#-]+ [0-9*/,-]+\\)$", var.schedule.expression))
    error_message = "expression has the form cron(minute hour day-of-month month day-of-week year), such as cron(0 2 ? * MON-FRI *) for two o'clock on weekdays. Image Builder takes no rate(...)."
  }

  validation {
    condition     = var.schedule == null ? true : try((split(" ", var.schedule.expression)[2] == "?") != (split(" ", var.schedule.expression)[4] == "?"), false)
    error_message = "Of day-of-month (the third field) and day-of-week (the fifth) exactly one is a question mark."
  }

  validation {
    condition     = var.schedule == null ? true : can(regex("^(UTC|[A-Z][A-Za-z]+(/[A-Za-z0-9_+-]+){1,2})$", var.schedule.time_zone)) && length(var.schedule.time_zone) <= 100
    error_message = "time_zone is a name of the IANA list, such as Europe/Rome or Etc/UTC. Abbreviations such as CET know no summer time, and Image Builder has no others."
  }
}

variable "distribution" {
  description = "Where images go besides this region: other regions, each with the key for its copies, and accounts and organizations that may use them. To `copy_to_account_ids` a copy is given, which needs the role EC2ImageBuilderDistributionCrossAccountRole there, and to expire there also Image Builder's role for lifecycles across accounts."
  type = object({
    regions = optional(map(object({
      kms_key_arn = optional(string)
    })), {})
    share_with_account_ids       = optional(set(string), [])
    share_with_organization_arns = optional(set(string), [])
    copy_to_account_ids          = optional(set(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for region in keys(var.distribution.regions) : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", region))])
    error_message = "The regions of distribution are regions' names, such as us-east-1."
  }

  validation {
    condition     = alltrue([for id in setunion(var.distribution.share_with_account_ids, var.distribution.copy_to_account_ids) : can(regex("^[0-9]{12}$", id))])
    error_message = "share_with_account_ids and copy_to_account_ids hold account ids, twelve digits each. An image is never shared with everyone."
  }

  validation {
    condition     = alltrue([for arn in var.distribution.share_with_organization_arns : can(regex("^arn:aws[a-z-]*:organizations::[0-9]{12}:organization/o-[a-z0-9]{10,32}$", arn))])
    error_message = "share_with_organization_arns holds ARNs of organizations, such as arn:aws:organizations::111122223333:organization/o-a1b2c3d4e5."
  }

  validation {
    condition     = length(var.distribution.share_with_account_ids) + length(var.distribution.share_with_organization_arns) + length(var.distribution.copy_to_account_ids) == 0 || (var.kms_key_arn != null && alltrue([for region in values(var.distribution.regions) : region.kms_key_arn != null]))
    error_message = "Images that others use need keys of your own, kms_key_arn here and in each region of distribution: nobody else can use a disk that is encrypted with the account's default key."
  }
}

variable "retention" {
  description = "How many images of each kind are kept, the newest ones. Beyond that an AMI is kept for `launched_within_days` after the last start of a machine from it, and as long as it has the tag Keep = true. AWS does not ask whether machines still run on it, or whether a launch template names it."
  type = object({
    keep                 = optional(number, 5)
    launched_within_days = optional(number, 30)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.retention.keep >= 1 && var.retention.keep <= 1000 && floor(var.retention.keep) == var.retention.keep
    error_message = "keep is 1 to 1000 images, as Image Builder's lifecycle policies take it."
  }

  validation {
    condition     = var.retention.launched_within_days >= 1 && var.retention.launched_within_days <= 365 && floor(var.retention.launched_within_days) == var.retention.launched_within_days
    error_message = "launched_within_days is 1 to 365, as Image Builder's lifecycle policies take it."
  }
}

variable "image_tests" {
  description = "How long the tests of an image may take. There is no way to release one untested. `scan` has Amazon Inspector look for vulnerabilities, which must be switched on in the account."
  type = object({
    timeout_minutes = optional(number, 120)
    scan            = optional(bool, false)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.image_tests.timeout_minutes >= 60 && var.image_tests.timeout_minutes <= 1440
    error_message = "timeout_minutes is 60 to 1440, as Image Builder takes it."
  }
}

variable "notifications" {
  description = "Who hears of builds that failed: a topic of your own, whose policy lets events.amazonaws.com and cloudwatch.amazonaws.com publish, or addresses for one that is made here."
  type = object({
    topic           = optional(object({ arn = string }))
    email_addresses = optional(set(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.notifications.topic == null ? true : can(regex("^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}$", var.notifications.topic.arn))
    error_message = "topic.arn is the ARN of a standard SNS topic; EventBridge does not write to FIFO topics."
  }

  validation {
    condition     = var.notifications.topic == null || length(var.notifications.email_addresses) == 0
    error_message = "With a topic of your own, subscribe the addresses there: email_addresses belong to the topic that is made here."
  }

  validation {
    condition     = alltrue([for address in var.notifications.email_addresses : can(regex("^[^@ ]+@[^@ ]+$", address))])
    error_message = "email_addresses holds e-mail addresses."
  }
}

variable "lookups" {
  description = "Whether AWS is asked, while planning, whether the subnet, the base images and Image Builder in this region exist. False where the identity that plans may not ask; then it is AWS that refuses, while applying."
  type        = bool
  default     = true
  nullable    = false
}

variable "kms_key_arn" {
  description = "The key that encrypts the images' disks, the components, the logs and the topic; the output kms_key_statements is what its policy needs. Null means the account's default key for disks, and AWS's own for the rest."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null ? true : can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.kms_key_arn))
    error_message = "kms_key_arn is the ARN of a key (arn:aws:kms:...:key/...), not of an alias."
  }
}

variable "log_retention_days" {
  description = "For how many days the logs of builds and pipelines are kept."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch Logs keeps logs for 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days."
  }
}

variable "permissions_boundary_arn" {
  description = "The permissions boundary of the roles."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null ? true : can(regex("^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/.+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn is the ARN of a policy."
  }
}

variable "role_path" {
  description = "The path of the roles and the instance profile."
  type        = string
  default     = "/"
  nullable    = false

  validation {
    condition     = can(regex("^/([!-~]+/)?$", var.role_path)) && length(var.role_path) <= 512
    error_message = "role_path begins and ends with a slash and has at most 512 characters (IAM)."
  }
}

variable "tags" {
  description = "Tags of everything here, of build instances and of the AMIs."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.tags) : !contains(["createdby", "ec2imagebuilderarn", "keep", "dcvadminimage"], lower(key)) && !startswith(lower(key), "aws:")])
    error_message = "Some tags mean something here: CreatedBy and Ec2ImageBuilderArn are Image Builder's own, DcvAdminImage counts images, Keep keeps one for ever, and aws: is Amazon's."
  }

  validation {
    condition     = length(var.tags) <= 40 && alltrue([for key, value in var.tags : length(key) >= 1 && length(key) <= 128 && length(value) <= 256])
    error_message = "At most 40 tags, since Image Builder adds its own to the 50 of AWS, with keys of 1 to 128 characters and values of at most 256."
  }
}
