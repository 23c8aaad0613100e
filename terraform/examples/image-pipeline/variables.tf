variable "region" {
  description = "The region in which images are built."
  type        = string
  nullable    = false
}

variable "name" {
  description = "What the names of everything here begin with."
  type        = string
  default     = "dcv"
  nullable    = false
}

variable "vpc_id" {
  description = "The VPC in which images are built."
  type        = string
  nullable    = false
}

variable "subnet_id" {
  description = "A private subnet of it, with a way out by HTTPS, and by HTTP for Windows."
  type        = string
  nullable    = false
}

variable "vendor" {
  description = "How DCV's packages are known to be the vendor's: the fingerprint of its signing key (Linux) and its name in the installers' certificate (Windows). Where the subnet has no way to the internet, signing_key_source is where the key is in your bucket."
  type = object({
    signing_key_source      = optional(string, "https://d1uj6qtbmh3dt5.cloudfront.net/NICE-GPG-KEY")
    signing_key_fingerprint = optional(string)
    publisher               = optional(string)
    publisher_organization  = optional(string)
    publisher_certificate   = optional(string)
  })
  default  = {}
  nullable = false
}

variable "windows_server" {
  description = "A DCV server for Windows other than the newest of the vendor's site: where it is, and its hash."
  type = object({
    source = optional(string)
    sha256 = optional(string)
  })
  default = null
}

variable "linux_server" {
  description = "A DCV server for Linux other than the newest of the vendor's site: where it is, and its hash."
  type = object({
    source = optional(string)
    sha256 = optional(string)
  })
  default = null
}

variable "powershell_module" {
  description = "The package of the module DcvAdmin, for Windows machines: where it is, and its hash."
  type = object({
    source = string
    sha256 = string
  })
  default = null
}

variable "verifier" {
  description = "Whom the DCV servers ask about tokens: the output verifier_url of the token authenticator, or a broker's address with its authority."
  type = object({
    uri    = string
    ca_pem = optional(string)
  })
  default = null
}

variable "settings" {
  description = "Settings of the DCV servers, by section/name."
  type        = map(string)
  default     = { "connectivity/enable-quic-frontend" = "true" }
  nullable    = false
}

variable "schedule" {
  description = "When images are built; null means on command alone."
  type = object({
    expression = string
    time_zone  = string
  })
  default = null
}

variable "notify" {
  description = "E-mail addresses that hear of builds that failed, pipelines that were switched off, and images that will not expire. Each gets a message that has to be confirmed first."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "tags" {
  description = "Tags of everything here."
  type        = map(string)
  default     = {}
  nullable    = false
}
