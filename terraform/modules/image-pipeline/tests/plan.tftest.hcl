# The real provider, without a network: its schema, its own checks, and the policies as they would be sent.
provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

override_data {
  target = data.aws_caller_identity.this
  values = { account_id = "123456789012" }
}

override_resource {
  target          = aws_iam_role.mark
  override_during = plan
  values          = { arn = "arn:aws:iam::123456789012:role/dcv-image-mark-eu-west-1" }
}

override_resource {
  target          = aws_sns_topic.failure
  override_during = plan
  values          = { arn = "arn:aws:sns:eu-west-1:123456789012:dcv-image-failed" }
}

override_resource {
  target          = aws_cloudwatch_event_rule.failure
  override_during = plan
  values          = { arn = "arn:aws:events:eu-west-1:123456789012:rule/dcv_failed" }
}

variables {
  name      = "dcv"
  vpc_id    = "vpc-0a1b2c3d4e5f60718"
  subnet_id = "subnet-0a1b2c3d4e5f60718"
  lookups   = false

  notifications = { email_addresses = ["dcv-team@example.com"] }

  vendor  = { signing_key_fingerprint = "0123456789abcdef0123456789abcdef01234567", publisher = "Example Publisher" }
  gateway = { resolver_uri = "https://resolver.example.com" }

  images = {
    linux = {
      role       = "workstation"
      base_image = "amazon-linux-2023"
      packages = {
        "dcv-server" = { source = "s3://packages-of-ours/dcv/nice-dcv.tgz", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
      }
    }
    win2022 = { role = "workstation", base_image = "windows-server-2022" }
    win2025 = { role = "workstation", base_image = "windows-server-2025" }
    gateway = { role = "gateway", base_image = "amazon-linux-2023-arm64" }
  }
}

run "builders_may_do_exactly_this" {
  command = plan

  assert {
    condition = { for statement in jsondecode(aws_iam_role_policy.builder.policy).Statement : statement.Sid => statement.Action if statement.Effect == "Allow" } == {
      ReadComponents = "imagebuilder:GetComponent"
      ReadExecutor   = "s3:GetObject"
      WriteLogs      = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
      ReadPackages   = "s3:GetObject"
    }
    error_message = "the actions of a build instance are these four and no others"
  }

  assert {
    condition = { for statement in jsondecode(aws_iam_role_policy.builder.policy).Statement : statement.Sid => statement.Resource if statement.Effect == "Allow" } == {
      ReadComponents = [
        "arn:aws:imagebuilder:eu-west-1:123456789012:component/dcv-*/*",
        "arn:aws:imagebuilder:eu-west-1:aws:component/update-linux/*",
        "arn:aws:imagebuilder:eu-west-1:aws:component/update-windows/*",
      ]
      ReadExecutor = [
        "arn:aws:s3:::ec2imagebuilder-toe-eu-west-1-prod/*",
        "arn:aws:s3:::ec2imagebuilder-managed-resources-eu-west-1-prod/components/*",
      ]
      WriteLogs    = flatten([for image in ["gateway", "linux", "win2022", "win2025"] : [for end in ["", ":*"] : "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/imagebuilder/dcv-${image}${end}"]])
      ReadPackages = ["arn:aws:s3:::packages-of-ours/dcv/nice-dcv.tgz"]
    }
    error_message = "of packages they read exactly the objects that are installed"
  }

  assert {
    condition = [for statement in jsondecode(aws_iam_role_policy.builder.policy).Statement : statement if statement.Effect == "Deny"] == [{
      Sid         = "ReadNoOtherParameters"
      Effect      = "Deny"
      Action      = ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath", "ssm:GetParameterHistory"]
      NotResource = ["arn:aws:ssm:eu-west-1:123456789012:parameter/dcv/*", "arn:aws:ssm:eu-west-1::parameter/aws/*"]
    }]
    error_message = "AWS's own policy would let them read every parameter of the account"
  }

  assert {
    condition     = aws_iam_role_policy_attachment.systems_manager.policy_arn == "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
    error_message = "Systems Manager is the only way to a build instance"
  }
}

run "nobody_can_connect_to_a_builder" {
  command = plan

  assert {
    condition     = aws_security_group.builder.vpc_id == var.vpc_id && length(aws_vpc_security_group_egress_rule.https) == 1
    error_message = "the group belongs to the VPC, and has one rule"
  }

  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_egress_rule.https : rule.ip_protocol == "tcp" && rule.from_port == 443 && rule.to_port == 443])
    error_message = "the group of all is HTTPS alone"
  }

  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_egress_rule.http : rule.ip_protocol == "tcp" && rule.from_port == 80 && rule.to_port == 80]) && length(aws_vpc_security_group_egress_rule.http) == 1
    error_message = "Windows has updates and root certificates by HTTP"
  }

  assert {
    condition     = alltrue([for infrastructure in aws_imagebuilder_infrastructure_configuration.this : infrastructure.key_pair == null && infrastructure.subnet_id == var.subnet_id])
    error_message = "no key pair, and the private subnet"
  }

  assert {
    condition     = alltrue([for infrastructure in aws_imagebuilder_infrastructure_configuration.this : infrastructure.instance_metadata_options[0].http_tokens == "required" && infrastructure.instance_metadata_options[0].http_put_response_hop_limit == 1])
    error_message = "IMDSv2, and not from a container"
  }

  assert {
    condition     = alltrue([for infrastructure in aws_imagebuilder_infrastructure_configuration.this : infrastructure.terminate_instance_on_failure])
    error_message = "a failed build leaves no instance behind"
  }
}

run "without_windows_nothing_goes_out_by_http" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "amazon-linux-2023" } }
  }

  assert {
    condition     = length(aws_security_group.http) == 0 && length(aws_vpc_security_group_egress_rule.http) == 0
    error_message = "Amazon Linux has its packages by HTTPS"
  }
}

run "windows_behind_a_proxy_of_ones_own" {
  command = plan

  variables {
    egress = { cidrs = ["10.0.0.0/16"], http_platforms = [] }
  }

  assert {
    condition     = length(aws_security_group.http) == 0 && toset([for rule in aws_vpc_security_group_egress_rule.https : rule.cidr_ipv4]) == toset(["10.0.0.0/16"])
    error_message = "the switch is the user's"
  }
}

run "recipes" {
  command = plan

  assert {
    condition = { for name, recipe in aws_imagebuilder_image_recipe.this : name => recipe.parent_image } == {
      gateway = "arn:aws:imagebuilder:eu-west-1:aws:image/amazon-linux-2023-arm64/x.x.x"
      linux   = "arn:aws:imagebuilder:eu-west-1:aws:image/amazon-linux-2023-x86/x.x.x"
      win2022 = "arn:aws:imagebuilder:eu-west-1:aws:image/windows-server-2022-english-full-base-x86/x.x.x"
      win2025 = "arn:aws:imagebuilder:eu-west-1:aws:image/windows-server-2025-english-full-base-x86/x.x.x"
    }
    error_message = "the newest of Amazon's images"
  }

  assert {
    condition     = alltrue([for recipe in aws_imagebuilder_image_recipe.this : alltrue([for device in recipe.block_device_mapping : device.ebs[0].encrypted == "true" && device.ebs[0].volume_type == "gp3"])])
    error_message = "every disk is encrypted"
  }

  assert {
    condition     = alltrue([for recipe in aws_imagebuilder_image_recipe.this : !recipe.systems_manager_agent[0].uninstall_after_build])
    error_message = "the agent stays, since machines are managed through it"
  }

  assert {
    condition     = alltrue([for version in concat(values(output.recipe_versions), values(output.component_versions)) : can(regex("^1\\.[0-9]+\\.[0-9]+$", version)) && alltrue([for node in split(".", version) : tonumber(node) < 1073741824])])
    error_message = "the nodes of a semantic version have up to 30 bits in Image Builder"
  }

  assert {
    condition     = alltrue([for pipeline in aws_imagebuilder_image_pipeline.this : pipeline.image_tests_configuration[0].image_tests_enabled && pipeline.status == "ENABLED" && length(pipeline.schedule) == 0])
    error_message = "every image is tested; without a schedule builds start on command"
  }

  assert {
    condition     = alltrue([for group in concat(values(aws_cloudwatch_log_group.build), values(aws_cloudwatch_log_group.pipeline)) : group.retention_in_days == 90]) && aws_cloudwatch_log_group.pipeline["linux"].name == "/aws/imagebuilder/pipeline/dcv-linux"
    error_message = "logs do not stay for ever"
  }
}

# The version of a recipe is that of local.recipes. So every argument of the resource has to come from there; one that is added beside it
# fails here.
run "a_recipes_version_covers_every_argument" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition = [
      for argument in regexall("(?m)^ +([a-z0-9_]+) += (.*)$", regex("(?s)resource \"aws_imagebuilder_image_recipe\".*?\n  lifecycle ", file("recipes.tf"))) : argument[0]
      if !can(regex("^(each\\.value\\.|component\\.value\\.|parameter\\.(key|value)$)", argument[1])) && length(local.recipes) > 0
    ] == ["for_each", "name", "version", "tags", "component_arn"]
    error_message = "an argument of the recipe is not in its version"
  }

  assert {
    condition     = aws_imagebuilder_image_recipe.this["win2025"].parent_image == local.recipes["win2025"].parent_image && aws_imagebuilder_image_recipe.this["win2025"].description == local.recipes["win2025"].description
    error_message = "the recipe is what its version was made of"
  }

  assert {
    condition = jsonencode([for device in aws_imagebuilder_image_recipe.this["win2025"].block_device_mapping : { for key, value in device.ebs[0] : key => tostring(value) if try(value != null && value != "" && value != 0, true) }]) == jsonencode([
      { for key, value in local.recipes["win2025"].block_device_mapping.ebs : key => tostring(value) }
    ])
    error_message = "its disk has nothing else"
  }

  assert {
    condition = jsonencode([for agent in aws_imagebuilder_image_recipe.this["win2025"].systems_manager_agent : agent]) == jsonencode([
      local.recipes["win2025"].systems_manager_agent
    ])
    error_message = "nor has the agent"
  }

  assert {
    condition = jsonencode([for component in aws_imagebuilder_image_recipe.this["win2025"].component : { for parameter in component.parameter : parameter.name => parameter.value }]) == jsonencode([
      for component in local.recipes["win2025"].component : component.parameter
    ])
    error_message = "nor have the components"
  }
}

run "what_an_image_is_made_of" {
  command = plan

  assert {
    condition = [for step in local.steps["linux"] : step.component] == [
      "arn:aws:imagebuilder:eu-west-1:aws:component/update-linux/x.x.x",
      "fetch-dcv-server-linux",
      "desktop-linux",
      "dcv-server-linux",
      "host-settings-linux",
      "tidy-linux",
    ]
    error_message = "updates, packages, installation, settings, and the tidying last"
  }

  assert {
    condition = local.steps["linux"][1].parameters == {
      Package        = "dcv-server"
      Source         = "s3://packages-of-ours/dcv/nice-dcv.tgz"
      Sha256         = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      KeySource      = "https://d1uj6qtbmh3dt5.cloudfront.net/NICE-GPG-KEY"
      KeyFingerprint = "0123456789ABCDEF0123456789ABCDEF01234567"
    }
    error_message = "the hash and the signature are both looked at"
  }

  assert {
    condition     = local.steps["win2025"][1].parameters == { Package = "dcv-server", Source = "https://d1uj6qtbmh3dt5.cloudfront.net/nice-dcv-server-x64-Release.msi", Sha256 = "none", Publisher = "Example Publisher", Organization = "Example Publisher" }
    error_message = "on Windows it is the publisher, as a name and as an organization"
  }

  assert {
    condition     = local.steps["gateway"][1].parameters.Source == "https://d1uj6qtbmh3dt5.cloudfront.net/nice-dcv-connection-gateway-amzn2023.aarch64.rpm"
    error_message = "the package is that of the base image's architecture"
  }

  assert {
    condition     = base64decode(one([for step in local.steps["linux"] : step if step.component == "host-settings-linux"]).parameters.Settings) == "security/no-tls-strict=false\n"
    error_message = "TLS checks are on, also where nothing else is set"
  }

  assert {
    condition     = toset([for component in aws_imagebuilder_component.this : component.platform if component.data == file("components/fetch-windows.yml")]) == toset(["Windows"])
    error_message = "a component has its document's platform"
  }
}

run "presets" {
  command = plan

  variables {
    workstation = {
      verifier = {
        uri             = "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/Beta/"
        ca_pem          = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
        timeout_seconds = 30
      }
      session_manager = { broker_host = "broker.example.com" }
      settings        = { "connectivity/idle-timeout" = "30", "connectivity/enable-quic-frontend" = "true", "session-management/create-session" = "true" }
    }
    images = {
      linux = {
        role       = "workstation"
        base_image = "amazon-linux-2023"
        settings   = { "connectivity/idle-timeout" = "0", "connectivity/web-port" = "9443" }
        packages = {
          "session-manager-agent" = { source = "https://packages.example.com/agent.rpm", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
        }
      }
      win = { role = "workstation", base_image = "windows-server-2025" }
    }
  }

  assert {
    condition = base64decode(one([for step in local.steps["linux"] : step if step.component == "host-settings-linux"]).parameters.Settings) == join("\n", [
      "connectivity/enable-quic-frontend=true",
      "connectivity/idle-timeout=0",
      "connectivity/web-port=9443",
      "security/administrators=[\"dcvsmagent\"]",
      "security/auth-token-verifier=\"https://a1b2c3.execute-api.eu-west-1.amazonaws.com/Beta/\"",
      "security/auth-token-verifier-timeout=30",
      "security/ca-file=\"/etc/dcv/dcvadmin-ca.pem\"",
      "security/no-tls-strict=false",
      "session-management/create-session=true",
      "",
    ])
    error_message = "an image's own settings come before the common ones"
  }

  assert {
    condition     = strcontains(base64decode(one([for step in local.steps["win"] : step if step.component == "host-settings-windows"]).parameters.Settings), "security/ca-file=\"C:\\\\ProgramData\\\\dcv\\\\dcvadmin-ca.pem\"\n")
    error_message = "a path of Windows is a JSON text"
  }

  assert {
    condition     = one([for step in local.steps["linux"] : step if step.component == "dcv-server-linux"]).parameters.WebPort == "9443"
    error_message = "the test asks on the port that is set"
  }

  assert {
    condition     = base64decode(one([for step in local.steps["linux"] : step if step.component == "session-manager-agent-linux"]).parameters.Configuration) == "version = '0.1'\n[agent]\nbroker_host = 'broker.example.com'\nbroker_port = 8445\ntls_strict = true\n"
    error_message = "the agent checks its broker's certificate"
  }

  assert {
    condition     = index([for step in local.steps["win"] : step.component], "fetch-session-manager-agent-windows") < index([for step in local.steps["win"] : step.component], "session-manager-agent-windows")
    error_message = "the agent's installer is fetched first"
  }

  assert {
    condition     = one([for step in local.steps["win"] : step if step.component == "dcv-server-windows"]).parameters.SessionOwner == "Administrator"
    error_message = "who asks for a session gets it, also beside a Session Manager"
  }
}

run "sessions_of_windows" {
  command = plan

  variables {
    workstation = { settings = { "session-management/automatic-console-session/owner" = "desk" } }
    images = {
      linux = { role = "workstation", base_image = "amazon-linux-2023" }
      own   = { role = "workstation", base_image = "windows-server-2022" }
      none  = { role = "workstation", base_image = "windows-server-2025", settings = { "session-management/create-session" = "false" } }
    }
  }

  assert {
    condition     = { for name in ["own", "none"] : name => one([for step in local.steps[name] : step if step.component == "dcv-server-windows"]).parameters.SessionOwner } == { own = "desk", none = "none" }
    error_message = "the installer is told what is set"
  }

  assert {
    condition     = base64decode(one([for step in local.steps["own"] : step if step.component == "host-settings-windows"]).parameters.Settings) == "security/no-tls-strict=false\nsession-management/automatic-console-session/owner=\"desk\"\nsession-management/create-session=true\n"
    error_message = "and the registry agrees"
  }

  assert {
    condition     = !contains(keys(one([for step in local.steps["linux"] : step if step.component == "dcv-server-linux"]).parameters), "SessionOwner")
    error_message = "on Linux the server makes no session"
  }
}

run "a_session_manager_makes_the_sessions" {
  command = plan

  variables {
    workstation = { session_manager = { broker_host = "broker.example.com" } }
    images      = { win = { role = "workstation", base_image = "windows-server-2025" } }
  }

  assert {
    condition     = one([for step in local.steps["win"] : step if step.component == "dcv-server-windows"]).parameters.SessionOwner == "none"
    error_message = "the server makes none"
  }

  assert {
    condition     = base64decode(one([for step in local.steps["win"] : step if step.component == "host-settings-windows"]).parameters.Settings) == "security/no-tls-strict=false\nsession-management/create-session=false\n"
    error_message = "and the registry agrees"
  }
}

run "gateways_configuration" {
  command = plan

  variables {
    gateway = {
      resolver_uri      = "https://resolver.example.com:8447"
      resolver_ca_pem   = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
      server_ca_pem     = "-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n"
      web_resources_uri = "https://web.example.com"
      quic_port         = 0
    }
  }

  assert {
    condition     = local.gateway_configuration == <<-TOML
      [gateway]
      web-listen-endpoints = ['0.0.0.0:8443']
      [health-check]
      bind-addr = '0.0.0.0'
      port = 8989
      [resolver]
      url = 'https://resolver.example.com:8447'
      tls-strict = true
      ca-file = '/etc/dcv-connection-gateway/resolver-ca.pem'
      [dcv]
      tls-strict = true
      ca-file = '/etc/dcv-connection-gateway/server-ca.pem'
      [web-resources]
      url = 'https://web.example.com'
    TOML
    error_message = "both certificates are checked, and QUIC is off where it was switched off"
  }
}

run "schedule_and_distribution" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    schedule    = { expression = "cron(0 2 ? * MON-FRI *)", time_zone = "Europe/Rome" }
    distribution = {
      regions                = { us-east-1 = { kms_key_arn = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555" } }
      share_with_account_ids = ["210987654321"]
    }
    images = {
      linux = {
        role             = "workstation"
        base_image       = "amazon-linux-2023"
        launch_templates = { home = { id = "lt-0a1b2c3d4e5f60718" }, abroad = { id = "lt-1a1b2c3d4e5f60718", region = "us-east-1", set_default = false } }
      }
    }
  }

  assert {
    condition = alltrue([for schedule in aws_imagebuilder_image_pipeline.this["linux"].schedule :
      schedule.schedule_expression == "cron(0 2 ? * MON-FRI *)" && schedule.timezone == "Europe/Rome" && schedule.pipeline_execution_start_condition == "EXPRESSION_MATCH_ONLY"
    ]) && length(aws_imagebuilder_image_pipeline.this["linux"].schedule) == 1
    error_message = "at two o'clock in Rome, and every time: a new release of DCV is nothing that Image Builder would see"
  }

  assert {
    condition = { for place in aws_imagebuilder_distribution_configuration.this["linux"].distribution : place.region => one([for template in place.launch_template_configuration : [template.launch_template_id, template.default]]) } == {
      eu-west-1 = ["lt-0a1b2c3d4e5f60718", true]
      us-east-1 = ["lt-1a1b2c3d4e5f60718", false]
    }
    error_message = "each region's launch template gets that region's image"
  }

  assert {
    condition = { for place in aws_imagebuilder_distribution_configuration.this["linux"].distribution : place.region => place.ami_distribution_configuration[0].kms_key_id } == {
      eu-west-1 = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
      us-east-1 = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    }
    error_message = "each region's copy is encrypted with that region's key"
  }

  assert {
    condition     = alltrue([for place in aws_imagebuilder_distribution_configuration.this["linux"].distribution : place.ami_distribution_configuration[0].launch_permission[0].user_ids == toset(["210987654321"])])
    error_message = "the account may use it in each region"
  }

  assert {
    condition     = one([for device in aws_imagebuilder_image_recipe.this["linux"].block_device_mapping : device.ebs[0].kms_key_id]) == var.kms_key_arn && alltrue([for component in aws_imagebuilder_component.this : component.kms_key_id == var.kms_key_arn]) && aws_sns_topic.failure["this"].kms_master_key_id == var.kms_key_arn && aws_cloudwatch_log_group.build["linux"].kms_key_id == var.kms_key_arn && aws_cloudwatch_log_group.pipeline["linux"].kms_key_id == var.kms_key_arn
    error_message = "one's own key encrypts disks, components, topic and logs"
  }

  assert {
    condition = one([for statement in jsondecode(aws_iam_role_policy.builder.policy).Statement : statement if statement.Sid == "DecryptComponents"]) == {
      Sid      = "DecryptComponents"
      Effect   = "Allow"
      Action   = "kms:Decrypt"
      Resource = var.kms_key_arn
      Condition = { "ForAnyValue:StringEquals" = {
        "kms:EncryptionContextKeys" = "aws:imagebuilder:arn"
        "aws:CalledVia"             = "imagebuilder.amazonaws.com"
      } }
    }
    error_message = "the key decrypts components for Image Builder, and nothing else"
  }
}

run "failures_are_told" {
  command = plan

  assert {
    condition = { for key, rule in aws_cloudwatch_event_rule.failure : key => jsondecode(rule.event_pattern) } == {
      failed = {
        source        = ["aws.imagebuilder"]
        "detail-type" = ["EC2 Image Builder Image State Change"]
        resources     = [for image in ["gateway", "linux", "win2022", "win2025"] : { prefix = "arn:aws:imagebuilder:eu-west-1:123456789012:image/dcv-${image}/" }]
        detail        = { state = { status = ["FAILED"] } }
      }
      disabled = {
        source        = ["aws.imagebuilder"]
        "detail-type" = ["EC2 Image Builder Image Pipeline Automatically Disabled"]
        resources     = [for image in ["gateway", "linux", "win2022", "win2025"] : "arn:aws:imagebuilder:eu-west-1:123456789012:image-pipeline/dcv-${image}"]
      }
      unmarked = {
        source        = ["aws.ssm"]
        "detail-type" = ["EC2 Automation Execution Status-change Notification"]
        detail        = { Definition = ["dcv-mark-image"], Status = ["Failed", "TimedOut", "Cancelled"] }
      }
    }
    error_message = "of these images, pipelines and automations and no others"
  }

  assert {
    condition     = alltrue([for target in aws_cloudwatch_event_target.failure : can(jsondecode(target.input_transformer[0].input_template)) && alltrue([for name in keys(target.input_transformer[0].input_paths) : strcontains(target.input_transformer[0].input_template, "<${name}>")])])
    error_message = "each is told in a sentence that has all that was taken from the event"
  }

  assert {
    condition     = { for name, alarm in aws_cloudwatch_metric_alarm.not_started : name => alarm.dimensions["RuleName"] } == { for name in ["gateway", "linux", "win2022", "win2025"] : name => "dcv.${name}" }
    error_message = "that a marking could not be started is seen as well"
  }

  assert {
    condition = jsondecode(aws_sns_topic_policy.failure["this"].policy).Statement == [
      {
        Sid       = "Events"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = "arn:aws:sns:eu-west-1:123456789012:dcv-image-failed"
        Condition = { ArnEquals = { "aws:SourceArn" = [for rule in range(3) : "arn:aws:events:eu-west-1:123456789012:rule/dcv_failed"] } }
      },
      {
        Sid       = "Alarms"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = "arn:aws:sns:eu-west-1:123456789012:dcv-image-failed"
        Condition = {
          ArnLike      = { "aws:SourceArn" = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:dcv.*" }
          StringEquals = { "aws:SourceAccount" = "123456789012" }
        }
      },
    ]
    error_message = "these rules and alarms and nothing else write to the topic"
  }
}

run "nobody_hears" {
  command = plan

  variables {
    notifications = {}
  }

  expect_failures = [check.somebody_hears_of_failures]
}

run "rules_of_two_deployments_differ" {
  command = plan

  variables {
    name   = "dcv-a"
    images = { bb = { role = "workstation", base_image = "amazon-linux-2023" } }
  }

  assert {
    condition     = [for rule in concat(values(aws_cloudwatch_event_rule.available), values(aws_cloudwatch_event_rule.failure)) : rule.name] == ["dcv-a.bb", "dcv-a_disabled", "dcv-a_failed", "dcv-a_unmarked"]
    error_message = "a deployment dcv with an image a-bb has none of these names: EventBridge would write over them without a word"
  }
}

run "old_images_go" {
  command = plan

  assert {
    condition     = { for name, policy in aws_imagebuilder_lifecycle_policy.this : name => policy.resource_selection[0].tag_map } == { for name in ["gateway", "linux", "win2022", "win2025"] : name => tomap({ DcvAdminImage = "dcv-${name}" }) }
    error_message = "each pipeline's images are counted by themselves"
  }

  assert {
    condition     = alltrue([for policy in aws_imagebuilder_lifecycle_policy.this : alltrue([for detail in policy.policy_detail : detail.action[0].type == "DELETE" && detail.action[0].include_resources[0].amis && detail.action[0].include_resources[0].snapshots && detail.filter[0].type == "COUNT" && detail.filter[0].value == 5 && detail.exclusion_rules[0].amis[0].last_launched[0].value == 30])])
    error_message = "five are kept, and those that were launched lately"
  }

  assert {
    condition     = alltrue([for policy in aws_imagebuilder_lifecycle_policy.this : alltrue([for detail in policy.policy_detail : detail.exclusion_rules[0].amis[0].tag_map == tomap({ Keep = "true" }) && detail.exclusion_rules[0].tag_map == tomap({ Keep = "true" })])])
    error_message = "and those that somebody marked"
  }

  assert {
    condition = jsondecode(aws_iam_role_policy.mark.policy).Statement[0] == {
      Sid      = "Tag"
      Effect   = "Allow"
      Action   = "imagebuilder:TagResource"
      Resource = [for image in ["gateway", "linux", "win2022", "win2025"] : "arn:aws:imagebuilder:eu-west-1:123456789012:image/dcv-${image}/*"]
    }
    error_message = "the marking tags these images"
  }

  assert {
    condition = jsondecode(aws_iam_role_policy.events.policy).Statement == [
      {
        Sid      = "Start"
        Effect   = "Allow"
        Action   = "ssm:StartAutomationExecution"
        Resource = ["arn:aws:ssm:eu-west-1:123456789012:automation-definition/dcv-mark-image:*", "arn:aws:ssm:eu-west-1:123456789012:document/dcv-mark-image"]
      },
      {
        Sid       = "HandOver"
        Effect    = "Allow"
        Action    = "iam:PassRole"
        Resource  = "arn:aws:iam::123456789012:role/dcv-image-mark-eu-west-1"
        Condition = { StringEquals = { "iam:PassedToService" = "ssm.amazonaws.com" } }
      },
    ]
    error_message = "EventBridge starts this automation, and hands it its role"
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.executions.policy).Statement : [statement.Action, statement.Resource]] == [["ssm:StartAutomationExecution", "arn:aws:ssm:eu-west-1:123456789012:automation-execution/*"]]
    error_message = "which Systems Manager checks for the execution as well"
  }

  assert {
    condition     = jsondecode(replace(aws_cloudwatch_event_target.mark["linux"].input_transformer[0].input_template, "<image>", "an-image")) == { AutomationAssumeRole = ["arn:aws:iam::123456789012:role/dcv-image-mark-eu-west-1"], Image = ["an-image"], Pipeline = ["dcv-linux"] }
    error_message = "the automation is told its role, the image and its pipeline"
  }

  assert {
    condition     = toset(keys(jsondecode(aws_ssm_document.mark.content).parameters)) == toset(["AutomationAssumeRole", "Image", "Pipeline"]) && can(regex(jsondecode(aws_ssm_document.mark.content).parameters.Image.allowedPattern, "arn:aws:imagebuilder:eu-west-1:123456789012:image/dcv-linux/1.2.3/4"))
    error_message = "and takes exactly that"
  }
}

run "the_longest_names_are_legal" {
  command = plan

  # The longest name of a region.
  override_data {
    target = data.aws_region.this
    values = { id = "ap-northeast-1" }
  }

  variables {
    name   = "d2345678901234567890123456789012"
    images = { i234567890123456789012345678901 = { role = "workstation", base_image = "windows-server-2025" } }
  }

  assert {
    condition     = alltrue([for role in [aws_iam_role.builder, aws_iam_role.events, aws_iam_role.mark, aws_iam_role.expiry] : length(role.name) <= 64]) && length(aws_cloudwatch_event_rule.available["i234567890123456789012345678901"].name) <= 64 && alltrue([for rule in aws_cloudwatch_event_rule.failure : length(rule.name) <= 64])
    error_message = "IAM and EventBridge take 64 characters"
  }
}

run "roles_keep_to_their_boundary_and_path" {
  command = plan

  variables {
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary"
    role_path                = "/dcv/"
  }

  assert {
    condition     = alltrue([for role in [aws_iam_role.builder, aws_iam_role.events, aws_iam_role.mark, aws_iam_role.expiry] : role.permissions_boundary == var.permissions_boundary_arn && role.path == "/dcv/"]) && aws_iam_instance_profile.builder.path == "/dcv/"
    error_message = "all four roles, and the instance profile"
  }

  assert {
    condition = { for role in [aws_iam_role.builder, aws_iam_role.events, aws_iam_role.mark, aws_iam_role.expiry] : role.name => jsondecode(role.assume_role_policy).Statement[0].Principal } == {
      dcv-image-builder-eu-west-1 = { Service = "ec2.amazonaws.com" }
      dcv-image-event-eu-west-1   = { Service = "events.amazonaws.com" }
      dcv-image-expiry-eu-west-1  = { Service = "imagebuilder.amazonaws.com" }
      dcv-image-mark-eu-west-1    = { Service = "ssm.amazonaws.com" }
    }
    error_message = "each role is one service's"
  }

  assert {
    condition     = alltrue([for role in [aws_iam_role.events, aws_iam_role.mark] : jsondecode(role.assume_role_policy).Statement[0].Condition == { StringEquals = { "aws:SourceAccount" = "123456789012" } }])
    error_message = "and of this account, where the service says which account it acts for"
  }
}
