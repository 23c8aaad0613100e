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
  values          = { arn = "arn:aws:iam::123456789012:role/dcv-image-mark" }
}

override_resource {
  target          = aws_sns_topic.failure
  override_during = plan
  values          = { arn = "arn:aws:sns:eu-west-1:123456789012:dcv-image-failed" }
}

override_resource {
  target          = aws_cloudwatch_event_rule.failure
  override_during = plan
  values          = { arn = "arn:aws:events:eu-west-1:123456789012:rule/dcv.image-failed" }
}

variables {
  name      = "dcv"
  vpc_id    = "vpc-0a1b2c3d4e5f60718"
  subnet_id = "subnet-0a1b2c3d4e5f60718"
  lookups   = false
  vendor    = { signing_key_fingerprint = "0123456789abcdef0123456789abcdef01234567", publisher = "Example Publisher" }
  gateway   = { resolver_uri = "https://resolver.example.com" }

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
    condition = { for statement in jsondecode(aws_iam_role_policy.builder.policy).Statement : statement.Sid => statement.Action } == {
      ReadComponents = "imagebuilder:GetComponent"
      ReadExecutor   = "s3:GetObject"
      WriteLogs      = ["logs:CreateLogStream", "logs:PutLogEvents"]
      ReadPackages   = "s3:GetObject"
    }
    error_message = "the actions of a build instance are these four and no others"
  }

  assert {
    condition = { for statement in jsondecode(aws_iam_role_policy.builder.policy).Statement : statement.Sid => statement.Resource } == {
      ReadComponents = [
        "arn:aws:imagebuilder:eu-west-1:123456789012:component/dcv-*/*",
        "arn:aws:imagebuilder:eu-west-1:aws:component/update-linux/*",
        "arn:aws:imagebuilder:eu-west-1:aws:component/update-windows/*",
      ]
      ReadExecutor = [
        "arn:aws:s3:::ec2imagebuilder-toe-eu-west-1-prod/*",
        "arn:aws:s3:::ec2imagebuilder-managed-resources-eu-west-1-prod/components/*",
      ]
      WriteLogs = [
        "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/imagebuilder/dcv-gateway:*",
        "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/imagebuilder/dcv-linux:*",
        "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/imagebuilder/dcv-win2022:*",
        "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/imagebuilder/dcv-win2025:*",
      ]
      ReadPackages = ["arn:aws:s3:::packages-of-ours/dcv/nice-dcv.tgz"]
    }
    error_message = "of packages they read exactly the objects that are installed"
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
    error_message = "out is HTTPS alone"
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
    condition     = alltrue([for group in aws_cloudwatch_log_group.build : group.retention_in_days == 90])
    error_message = "logs do not stay for ever"
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
    condition     = local.steps["win2025"][1].parameters == { Package = "dcv-server", Source = "https://d1uj6qtbmh3dt5.cloudfront.net/nice-dcv-server-x64-Release.msi", Sha256 = "none", Publisher = "Example Publisher" }
    error_message = "on Windows it is the publisher"
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
      schedule.schedule_expression == "cron(0 2 ? * MON-FRI *)" && schedule.timezone == "Europe/Rome" && schedule.pipeline_execution_start_condition == "EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE"
    ]) && length(aws_imagebuilder_image_pipeline.this["linux"].schedule) == 1
    error_message = "at two o'clock in Rome, and only where there is something new"
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
    condition     = one([for device in aws_imagebuilder_image_recipe.this["linux"].block_device_mapping : device.ebs[0].kms_key_id]) == var.kms_key_arn && alltrue([for component in aws_imagebuilder_component.this : component.kms_key_id == var.kms_key_arn]) && aws_sns_topic.failure["this"].kms_master_key_id == var.kms_key_arn && aws_cloudwatch_log_group.build["linux"].kms_key_id == var.kms_key_arn
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
    condition = jsondecode(aws_cloudwatch_event_rule.failure.event_pattern) == {
      source        = ["aws.imagebuilder"]
      "detail-type" = ["EC2 Image Builder Image State Change"]
      resources     = [for image in ["gateway", "linux", "win2022", "win2025"] : { prefix = "arn:aws:imagebuilder:eu-west-1:123456789012:image/dcv-${image}/" }]
      detail        = { state = { status = ["FAILED"] } }
    }
    error_message = "of these images and no others"
  }

  assert {
    condition = jsondecode(aws_sns_topic_policy.failure["this"].policy).Statement == [{
      Sid       = "Publish"
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = "arn:aws:sns:eu-west-1:123456789012:dcv-image-failed"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:events:eu-west-1:123456789012:rule/dcv.image-failed" } }
    }]
    error_message = "this rule and nothing else writes to the topic"
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
        Resource = "arn:aws:ssm:eu-west-1:123456789012:automation-definition/dcv-mark-image:$DEFAULT"
      },
      {
        Sid       = "HandOver"
        Effect    = "Allow"
        Action    = "iam:PassRole"
        Resource  = "arn:aws:iam::123456789012:role/dcv-image-mark"
        Condition = { StringEquals = { "iam:PassedToService" = "ssm.amazonaws.com" } }
      },
    ]
    error_message = "EventBridge starts this automation, and hands it its role"
  }

  assert {
    condition     = jsondecode(replace(aws_cloudwatch_event_target.mark["linux"].input_transformer[0].input_template, "<image>", "an-image")) == { AutomationAssumeRole = ["arn:aws:iam::123456789012:role/dcv-image-mark"], Image = ["an-image"], Pipeline = ["dcv-linux"] }
    error_message = "the automation is told its role, the image and its pipeline"
  }

  assert {
    condition     = toset(keys(jsondecode(aws_ssm_document.mark.content).parameters)) == toset(["AutomationAssumeRole", "Image", "Pipeline"]) && can(regex(jsondecode(aws_ssm_document.mark.content).parameters.Image.allowedPattern, "arn:aws:imagebuilder:eu-west-1:123456789012:image/dcv-linux/1.2.3/4"))
    error_message = "and takes exactly that"
  }
}

run "the_longest_names_are_legal" {
  command = plan

  variables {
    name   = "d2345678901234567890123456789012"
    images = { i234567890123456789012345678901 = { role = "workstation", base_image = "windows-server-2025" } }
  }

  assert {
    condition     = alltrue([for role in [aws_iam_role.builder, aws_iam_role.events, aws_iam_role.mark, aws_iam_role.expiry] : length(role.name) <= 64]) && length(aws_cloudwatch_event_rule.available["i234567890123456789012345678901"].name) <= 64 && length(aws_cloudwatch_event_rule.failure.name) <= 64
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
      dcv-image-builder = { Service = "ec2.amazonaws.com" }
      dcv-image-event   = { Service = "events.amazonaws.com" }
      dcv-image-expiry  = { Service = "imagebuilder.amazonaws.com" }
      dcv-image-mark    = { Service = "ssm.amazonaws.com" }
    }
    error_message = "each role is one service's"
  }

  assert {
    condition     = alltrue([for role in [aws_iam_role.events, aws_iam_role.mark] : jsondecode(role.assume_role_policy).Statement[0].Condition == { StringEquals = { "aws:SourceAccount" = "123456789012" } }])
    error_message = "and of this account, where the service says which account it acts for"
  }
}
