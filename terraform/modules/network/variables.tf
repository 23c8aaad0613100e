variable "name" {
  description = "Beginning of the names of everything here."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$", var.name))
    error_message = "The name has 1 to 32 lower-case letters, digits and hyphens, begins with a letter and does not end with a hyphen: role names are made from it and the region, and IAM ends them at 64."
  }
}

variable "vpc_cidr" {
  description = "Addresses of the VPC. Each subnet is a sixteenth of it."
  type        = string
  default     = "10.64.0.0/16"
  nullable    = false

  validation {
    condition     = can(cidrnetmask(var.vpc_cidr)) && try(tonumber(split("/", var.vpc_cidr)[1]), 0) >= 16 && try(tonumber(split("/", var.vpc_cidr)[1]), 0) <= 24
    error_message = "The VPC takes an IPv4 block from /16 to /24, as in 10.64.0.0/16: AWS ends VPCs at /16 and subnets, of which there is room for sixteen here, at /28."
  }

  validation {
    condition     = try(cidrhost(var.vpc_cidr, 0), "") == split("/", var.vpc_cidr)[0]
    error_message = "The block must begin at its own first address, as in 10.64.0.0/16 rather than 10.64.1.0/16."
  }
}

variable "zone_count" {
  description = "How many availability zones, where `zones` names none: the first of the region."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.zone_count >= 2 && var.zone_count <= 6 && floor(var.zone_count) == var.zone_count
    error_message = "Two to six zones: with one the network is gone when its zone is, and no region has more than six."
  }
}

variable "zones" {
  description = "Availability zones by name, as in `eu-west-1a`; null for the first `zone_count` of the region. Name them where the network is to stay as it is should AWS open another zone."
  type        = set(string)
  default     = null

  validation {
    condition     = var.zones == null ? true : length(var.zones) >= 2
    error_message = "Name two zones or more: with one the network is gone when its zone is."
  }

  validation {
    condition     = var.zones == null ? true : alltrue([for zone in var.zones : can(regex("^[a-z]{2,4}(-[a-z]+)+-[0-9][a-h]$", zone))])
    error_message = "A zone is a region and a letter from a to h, as in eu-west-1a. Local and wavelength zones are not for this network: they have no interface endpoints."
  }
}

variable "public_subnets" {
  description = "Whether each zone also has a public subnet and the VPC an internet gateway."
  type        = bool
  default     = true
  nullable    = false
}

variable "nat" {
  description = "NAT gateways: `none`, `one` for all zones, or one `per_zone`. Each costs by the hour; with the endpoints a DCV host needs none. A few zones of old regions have no NAT gateways: name others in `zones`."
  type        = string
  default     = "none"
  nullable    = false

  validation {
    condition     = contains(["none", "one", "per_zone"], var.nat)
    error_message = "NAT is none, one or per_zone."
  }

  validation {
    condition     = var.nat == "none" || var.public_subnets
    error_message = "A NAT gateway stands in a public subnet: set public_subnets to true, or nat to none."
  }
}

variable "gateway_endpoints" {
  description = "Gateway endpoints, `s3` and `dynamodb`. They cost nothing."
  type        = set(string)
  default     = ["dynamodb", "s3"]
  nullable    = false

  validation {
    condition     = alltrue([for service in var.gateway_endpoints : contains(["dynamodb", "s3"], service)])
    error_message = "There are gateway endpoints for dynamodb and s3 alone."
  }
}

variable "interface_endpoints" {
  description = "Interface endpoints in the private subnets, with private DNS, open to the VPC's addresses. Each costs by the hour and zone."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for service in var.interface_endpoints : contains(["ec2messages", "execute-api", "imagebuilder", "kms", "logs", "secretsmanager", "ssm", "ssmmessages"], service)])
    error_message = "The interface endpoints are ec2messages, execute-api, imagebuilder, kms, logs, secretsmanager, ssm and ssmmessages."
  }
}

variable "flow_logs" {
  description = "Flow logs of the VPC in CloudWatch Logs: traffic is `ALL`, `ACCEPT` or `REJECT`. Null for none."
  type = object({
    traffic = optional(string, "ALL")
  })
  default = {}

  validation {
    condition     = var.flow_logs == null ? true : contains(["ALL", "ACCEPT", "REJECT"], var.flow_logs.traffic)
    error_message = "Flow logs take traffic ALL, ACCEPT or REJECT."
  }
}

variable "log_retention_days" {
  description = "How long flow logs are kept."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch Logs keeps lines for 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days."
  }
}

variable "kms_key_arn" {
  description = "KMS key of the flow logs; null for the key of CloudWatch Logs. Its key policy must let `logs.<region>.amazonaws.com` use it."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null ? true : can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/", var.kms_key_arn))
    error_message = "Name the key by its ARN, as in arn:aws:kms:eu-west-1:123456789012:key/...; CloudWatch Logs takes no alias."
  }
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the flow logs' role."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null ? true : can(regex("^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/", var.permissions_boundary_arn))
    error_message = "A permissions boundary is a policy, by ARN, as in arn:aws:iam::123456789012:policy/boundary."
  }
}

variable "role_path" {
  description = "Path of the flow logs' role in IAM."
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
