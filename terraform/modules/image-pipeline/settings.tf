# What DCV servers, agents and gateways are preset with. All of it reaches a build in base64, so that no shell and no YAML can read
# anything into it, and is made of values that were validated for the form in which they stand here.
locals {
  # Section, a slash and a name, as Set-DcvHostConfiguration takes them.
  setting_key_pattern   = "^[a-z][a-z0-9-]*(/[a-z][a-z0-9-]*)+$"
  setting_value_pattern = "^[ !#-%'-;=?-\\[\\]-~]{1,1000}$"
  setting_rule          = "settings are named section/name, such as connectivity/idle-timeout, and their values are 1 to 1000 printable characters without quotation marks, backslashes, ampersands, < and >. true, false and whole numbers are taken for what they look like."

  reserved_settings     = toset(["security/auth-token-verifier", "security/auth-token-verifier-timeout", "security/ca-file", "security/no-tls-strict", "security/authentication", "security/administrators"])
  reserved_setting_rule = "These settings are not free: the verifier's come from workstation.verifier, TLS checks stay on, authentication stays as it is, and the administrators are the Session Manager agent's. Reserved are ${join(", ", sort(local.reserved_settings))}."

  ca_file = {
    Linux   = "/etc/dcv/dcvadmin-ca.pem"
    Windows = "C:\\ProgramData\\dcv\\dcvadmin-ca.pem"
  }

  own_settings = { for name, image in local.images : name => merge(var.workstation.settings, image.settings) }

  # On Windows the server makes a console session when it starts. Installed by the system, as here, it would make one for the system,
  # which nobody can be. With a Session Manager there is none, because that makes the sessions.
  has_session = {
    for name, image in local.images : name => try(local.own_settings[name]["session-management/create-session"], tostring(var.workstation.session_manager == null)) == "true"
    if image.role == "workstation" && image.platform == "Windows"
  }
  session_owners = { for name, has_session in local.has_session : name => has_session ? try(local.own_settings[name][local.session_owner], "Administrator") : null }
  session_owner  = "session-management/automatic-console-session/owner"

  verifier_ca = try(var.workstation.verifier.ca_pem, null)

  settings = {
    for name, image in local.images : name => merge(
      { for key, value in merge(
        { for key, value in { (local.session_owner) = try(local.session_owners[name], null), "session-management/create-session" = try(tostring(local.has_session[name]), null) } : key => value if value != null },
        local.own_settings[name],
      ) : key => can(regex("^(true|false|0|[1-9][0-9]{0,8})$", value)) ? value : jsonencode(value) },
      { "security/no-tls-strict" = "false" },
      var.workstation.verifier == null ? {} : { "security/auth-token-verifier" = jsonencode(var.workstation.verifier.uri) },
      try(var.workstation.verifier.timeout_seconds, null) == null ? {} : { "security/auth-token-verifier-timeout" = tostring(var.workstation.verifier.timeout_seconds) },
      local.verifier_ca == null ? {} : { "security/ca-file" = jsonencode(local.ca_file[image.platform]) },
      # On Windows the agent is the system itself, and needs no leave.
      var.workstation.session_manager == null || image.platform == "Windows" ? {} : { "security/administrators" = jsonencode(["dcvsmagent"]) },
    ) if image.role == "workstation"
  }

  agent_ca_file = {
    Linux   = "/etc/dcv-session-manager-agent/dcvadmin-ca.pem"
    Windows = "C:\\Program Files\\NICE\\DCVSessionManagerAgent\\conf\\dcvadmin-ca.pem"
  }

  agent_configuration = var.workstation.session_manager == null ? {} : {
    for platform, ca_file in local.agent_ca_file : platform => join("\n", concat([
      "version = '0.1'",
      "[agent]",
      "broker_host = '${var.workstation.session_manager.broker_host}'",
      "broker_port = ${var.workstation.session_manager.broker_port}",
      "tls_strict = true",
    ], var.workstation.session_manager.ca_pem == null ? [] : ["ca_file = '${ca_file}'"], [""]))
  }

  gateway_configuration = var.gateway == null ? null : join("\n", concat(
    [
      "[gateway]",
      "web-listen-endpoints = ['0.0.0.0:${var.gateway.web_port}']",
    ],
    var.gateway.quic_port == 0 ? [] : ["quic-listen-endpoints = ['0.0.0.0:${var.gateway.quic_port}']"],
    [
      "[health-check]",
      "bind-addr = '0.0.0.0'",
      "port = ${var.gateway.health_port}",
      "[resolver]",
      "url = '${var.gateway.resolver_uri}'",
      "tls-strict = true",
    ],
    var.gateway.resolver_ca_pem == null ? [] : ["ca-file = '/etc/dcv-connection-gateway/resolver-ca.pem'"],
    [
      "[dcv]",
      "tls-strict = ${!var.gateway.allow_untrusted_servers}",
    ],
    var.gateway.server_ca_pem == null ? [] : ["ca-file = '/etc/dcv-connection-gateway/server-ca.pem'"],
    var.gateway.web_resources_uri == null ? [] : [
      "[web-resources]",
      "url = '${var.gateway.web_resources_uri}'",
    ],
    [""],
  ))
}
