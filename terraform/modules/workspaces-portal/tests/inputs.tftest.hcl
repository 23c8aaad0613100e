# What is refused while planning, by which variable. Each plan has one wrong value of many variables, for a plan takes its time: every variable must refuse its own.

mock_provider "aws" {
  source = "../../tests/mocks"
}

variables {
  name              = "ws"
  functions_package = { filename = "tests/inputs.tftest.hcl" }
  user_pool         = { domain_prefix = "example-workspaces" }
  client            = { callback_urls = ["https://portal.example.com/"] }
}

run "refused_1" {
  command = plan

  variables {
    # a name too long
    name = "n23456789012345678901234567890123"
    # no package
    functions_package = {}
    # little memory
    functions = { memory_size = 128 }
    # a region by its city
    regions = ["Ireland"]
    # an action that is no users
    actions = { user = ["Terminate"] }
    # groups that are no attribute
    users = { groups_claim = "groups" }
    # nowhere to return to
    client = {}
    # a provider with an underscore
    saml = { provider_name = "AD_FS", metadata_url = "https://adfs.example.com/m.xml" }
    # a table with a short name
    inventory_table = { name = "ws" }
    # an audit table that is a uri
    audit_table = { existing = "dynamodb://dcv-tokens?region=eu-west-1" }
    # one minutes
    schedules = { find = "rate(1 minutes)" }
    # a stage with a slash
    api = { stage_name = "v1/portal" }
    # an alarm for a person
    alarms = { actions = ["anna@example.com"] }
    # a key by its alias
    kms_key_arn = "alias/portal"
    # logs for a hundred days
    log_retention_days = 100
    # a boundary by its name
    permissions_boundary_arn = "boundary"
    # a path without a slash
    role_path = "dcv"
  }

  expect_failures = [var.name, var.functions_package, var.functions, var.regions, var.actions, var.users, var.client, var.saml, var.inventory_table, var.audit_table, var.schedules, var.api, var.alarms, var.kms_key_arn, var.log_retention_days, var.permissions_boundary_arn, var.role_path]
}

run "refused_2" {
  command = plan

  variables {
    # a name with capitals
    name = "Portal"
    # a package of another architecture
    functions_package = { filename = "dcvadmin-functions-linux-arm64.zip" }
    # a timeout longer than the gateway's
    functions = { timeout = 30 }
    # an action that is not
    actions = { admin = ["Start", "Stop", "Reboot", "Rebuild", "Delete"] }
    # a long attribute
    users = { groups_claim = "custom:a23456789012345678901" }
    # an address in clear
    client = { callback_urls = ["http://portal.example.com/"] }
    # a provider named cognito
    saml = { provider_name = "COGNITO", metadata_url = "https://adfs.example.com/m.xml" }
    # recovery longer than DynamoDB's
    inventory_table = { recovery_days = 36 }
    # a key of no audit table
    audit_table = { kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/a" }
    # a cron of unix
    schedules = { reap = "cron(0 2 * * *)" }
    # no rate
    api = { rate = 0 }
    # six to notify
    alarms = { actions = [for number in range(6) : "arn:aws:sns:eu-west-1:123456789012:t${number}"] }
  }

  expect_failures = [var.name, var.functions_package, var.functions, var.actions, var.users, var.client, var.saml, var.inventory_table, var.audit_table, var.schedules, var.api, var.alarms]
}

run "refused_3" {
  command = plan

  variables {
    # a hash of an object
    functions_package = { s3 = { bucket = "b", key = "k" }, sha256 = "00" }
    # a log level that is not
    functions = { log_level = "Info" }
    # more for users than for admins
    actions = { user = ["Start", "Stop"], admin = ["Start"] }
    # no groups
    users = { user_groups = [], admin_groups = [] }
    # an address that only begins like localhost
    client = { callback_urls = ["http://localhost.example.com/"] }
    # no metadata
    saml = {}
    # no recovery of the audit table
    audit_table = { recovery_days = 0 }
    # a purge without a unit
    schedules = { purge = "10 minutes" }
    # a burst of half a request
    api = { burst = 0.5 }
    # fewer refusals than none
    alarms = { refusals = -1 }
  }

  expect_failures = [var.functions_package, var.functions, var.actions, var.users, var.client, var.saml, var.audit_table, var.schedules, var.api, var.alarms]
}

run "refused_4" {
  command = plan

  variables {
    # an architecture that is not
    functions_package = { filename = "f.zip", architecture = "x64" }
    # nothing for users
    actions = { user = [] }
    # a group with a comma
    users = { admin_groups = ["CN=Admins,DC=example"] }
    # an address with a fragment
    client = { callback_urls = ["https://portal.example.com/#/home"] }
    # metadata twice
    saml = { metadata_url = "https://adfs.example.com/m.xml", metadata_document = "<a/>" }
    # any origin
    api = { origins = ["*"] }
    # silence of two days
    alarms = { silence_minutes = 2880 }
  }

  expect_failures = [var.functions_package, var.actions, var.users, var.client, var.saml, var.api, var.alarms]
}

run "refused_5" {
  command = plan

  variables {
    # a group that is both
    users = { user_groups = ["Everybody"], admin_groups = ["Everybody"] }
    # an address with a wildcard
    client = { callback_urls = ["https://*.example.com/"] }
    # metadata in clear
    saml = { metadata_url = "http://adfs.example.com/m.xml" }
    # an origin with a slash
    api = { origins = ["https://portal.example.com/"] }
  }

  expect_failures = [var.users, var.client, var.saml, var.api]
}

run "refused_6" {
  command = plan

  variables {
    # a claim with a space
    users = { user_claim = "user name" }
    # a logout in clear
    client = { callback_urls = ["https://portal.example.com/"], logout_urls = ["http://portal.example.com/"] }
    # an attribute with a space
    saml = { metadata_url = "https://adfs.example.com/m.xml", groups_attribute = "AD groups" }
    # an origin in clear
    api = { origins = ["http://portal.example.com"] }
  }

  expect_failures = [var.users, var.client, var.saml, var.api]
}

run "refused_7" {
  command = plan

  variables {
    # a directory by its name
    users = { directories = ["corp.example.com"] }
    # tokens of two days
    client = { callback_urls = ["https://portal.example.com/"], token_minutes = 2880 }
  }

  expect_failures = [var.users, var.client]
}

run "refused_8" {
  command = plan

  variables {
    # no way to log in
    user_pool = {}
  }

  expect_failures = [var.user_pool]
}

run "refused_9" {
  command = plan

  variables {
    # two domains
    user_pool = { domain_prefix = "example", custom_domain = { name = "login.example.com", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/a" } }
  }

  expect_failures = [var.user_pool]
}

run "refused_10" {
  command = plan

  variables {
    # a prefix with a word of AWS's
    user_pool = { domain_prefix = "my-amazon-portal" }
  }

  expect_failures = [var.user_pool]
}

run "refused_11" {
  command = plan

  variables {
    # a prefix that ends with a hyphen
    user_pool = { domain_prefix = "example-" }
  }

  expect_failures = [var.user_pool]
}

run "refused_12" {
  command = plan

  variables {
    # a certificate of another region
    user_pool = { custom_domain = { name = "login.example.com", certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/a" } }
  }

  expect_failures = [var.user_pool]
}

run "refused_13" {
  command = plan

  variables {
    # a domain that is an address
    user_pool = { custom_domain = { name = "https://login.example.com", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/a" } }
  }

  expect_failures = [var.user_pool]
}

run "refused_14" {
  command = plan

  variables {
    # short passwords
    user_pool = { domain_prefix = "example", password_length = 7 }
  }

  expect_failures = [var.user_pool]
}

run "refused_15" {
  command = plan

  variables {
    # a pool that is no id
    client    = {}
    user_pool = { existing = { id = "mypool", client_ids = ["1a2b"] } }
  }

  expect_failures = [var.user_pool]
}

run "refused_16" {
  command = plan

  variables {
    # a pool without clients
    client    = {}
    user_pool = { existing = { id = "eu-west-1_a1B2c3D4e", client_ids = [] } }
  }

  expect_failures = [var.user_pool]
}

run "refused_17" {
  command = plan

  variables {
    # a domain with a scheme
    client    = {}
    user_pool = { existing = { id = "eu-west-1_a1B2c3D4e", client_ids = ["1a2b"], domain = "https://x.example.com" } }
  }

  expect_failures = [var.user_pool]
}

run "refused_18" {
  command = plan

  variables {
    # addresses of a client that is there
    user_pool = { existing = { id = "eu-west-1_a1B2c3D4e", client_ids = ["1a2b"] } }
  }

  expect_failures = [var.client]
}

run "refused_19" {
  command = plan

  variables {
    # refresh before the token ends
    client = { callback_urls = ["https://portal.example.com/"], token_minutes = 120, refresh_hours = 1 }
  }

  expect_failures = [var.client]
}

run "refused_20" {
  command = plan

  variables {
    # refresh for ever
    client = { callback_urls = ["https://portal.example.com/"], refresh_hours = 87601 }
  }

  expect_failures = [var.client]
}

run "refused_21" {
  command = plan

  variables {
    # a provider for a pool that is there
    client    = {}
    user_pool = { existing = { id = "eu-west-1_a1B2c3D4e", client_ids = ["1a2b"] } }
    saml      = { metadata_url = "https://adfs.example.com/m.xml" }
  }

  expect_failures = [var.saml]
}

run "a_key_of_another_region" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:us-east-1:123456789012:key/a"
  }

  expect_failures = [aws_dynamodb_table.inventory]
}

run "a_pool_of_another_region" {
  command = plan

  variables {
    client    = {}
    user_pool = { existing = { id = "us-east-1_a1B2c3D4e", client_ids = ["1a2b"] } }
  }

  expect_failures = [aws_api_gateway_rest_api.this]
}

run "in_china" {
  command = plan

  override_data {
    target = data.aws_partition.this
    values = {
      partition  = "aws-cn"
      dns_suffix = "amazonaws.com.cn"
    }
  }

  expect_failures = [aws_api_gateway_rest_api.this]
}

run "what_is_at_the_edge" {
  command = plan

  variables {
    name      = "n2345678901234567890123456789012"
    regions   = ["us-gov-west-1", "ap-southeast-2"]
    user_pool = { custom_domain = { name = "login.example.com", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/a" }, password_length = 99 }
    client    = { callback_urls = ["http://localhost:8080/", "http://localhost", "https://portal.example.com:8443/a?b=c"], token_minutes = 1440, refresh_hours = 24 }
    api       = { origins = ["http://localhost:8080", "https://portal.example.com:8443"], rate = 10000, burst = 5000 }
    schedules = { find = "rate(1 minute)", reap = "cron(0 2 * * ? *)", purge = "rate(1 day)" }
    users     = { user_groups = [], domains = ["EXAMPLE", "corp.example.com"], directories = ["d-0a1b2c3d4e"] }
  }

  assert {
    condition     = local.functions["list-workspaces"].environment.DCVADMIN_PORTALUSERGROUPS == "none" && local.functions["list-workspaces"].environment.DCVADMIN_PORTALDOMAINS == "EXAMPLE,corp.example.com"
    error_message = "nobody is not the default"
  }
}
