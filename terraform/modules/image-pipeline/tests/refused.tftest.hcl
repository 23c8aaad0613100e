# What is refused while planning, each with a sentence: every validation and every precondition.
mock_provider "aws" {
  source = "../../tests/mocks"
}

variables {
  name      = "dcv"
  vpc_id    = "vpc-0a1b2c3d4e5f60718"
  subnet_id = "subnet-0a1b2c3d4e5f60718"
  vendor    = { signing_key_fingerprint = "0123456789abcdef0123456789abcdef01234567", publisher = "Example Publisher" }
  images    = { linux = { role = "workstation", base_image = "amazon-linux-2023" } }

  notifications = { email_addresses = ["dcv-team@example.com"] }
}

run "a_name_with_capitals" {
  command = plan

  variables {
    name = "Dcv"
  }

  expect_failures = [var.name]
}

run "a_name_that_is_too_long" {
  command = plan

  variables {
    name = "d23456789012345678901234567890123"
  }

  expect_failures = [var.name]
}

run "a_vpc_that_is_none" {
  command = plan

  variables {
    vpc_id = "dcv"
  }

  expect_failures = [var.vpc_id]
}

run "two_subnets" {
  command = plan

  variables {
    subnet_id = "subnet-0a1b2c3d4e5f60718,subnet-1a1b2c3d4e5f60718"
  }

  expect_failures = [var.subnet_id]
}

run "no_way_out" {
  command = plan

  variables {
    egress = { cidrs = [] }
  }

  expect_failures = [var.egress]
}

run "a_way_out_that_is_no_range" {
  command = plan

  variables {
    egress = { cidrs = ["anywhere"] }
  }

  expect_failures = [var.egress]
}

run "no_images" {
  command = plan

  variables {
    images = {}
  }

  expect_failures = [var.images]
}

run "an_images_name_with_an_underscore" {
  command = plan

  variables {
    images = { my_linux = { role = "workstation", base_image = "amazon-linux-2023" } }
  }

  expect_failures = [var.images]
}

run "a_role_that_is_none" {
  command = plan

  variables {
    images = { linux = { role = "desktop", base_image = "amazon-linux-2023" } }
  }

  expect_failures = [var.images]
}

run "a_base_image_that_is_none" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "ubuntu" } }
  }

  expect_failures = [var.images]
}

run "an_ami_without_platform" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "ami-0123456789abcdef0" } }
  }

  expect_failures = [var.images]
}

run "a_platform_beside_a_name" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "amazon-linux-2023", platform = "Linux" } }
  }

  expect_failures = [var.images]
}

run "an_owner_that_is_none" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "amazon-linux-2023", base_image_owner = "canonical" } }
  }

  expect_failures = [var.images]
}

run "a_gateway_on_windows" {
  command = plan

  variables {
    images  = { gateway = { role = "gateway", base_image = "windows-server-2025" } }
    gateway = { resolver_uri = "https://resolver.example.com" }
  }

  expect_failures = [var.images]
}

run "a_disk_that_is_too_large" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "amazon-linux-2023", volume_gb = 16001 } }
  }

  expect_failures = [var.images]
}

run "a_device_with_a_blank" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "amazon-linux-2023", root_device = "/dev/sd a" } }
  }

  expect_failures = [var.images]
}

run "an_instance_type_that_is_none" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "amazon-linux-2023", instance_types = ["large"] } }
  }

  expect_failures = [var.images]
}

run "a_package_that_is_unknown" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "amazon-linux-2023", packages = { chrome = {} } } }
  }

  expect_failures = [var.images]
}

run "a_hash_that_is_too_short" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "amazon-linux-2023", packages = { "dcv-server" = { sha256 = "abc" } } } }
  }

  expect_failures = [var.images]
}

run "a_source_by_http" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "amazon-linux-2023", packages = { "dcv-server" = { source = "http://packages.example.com/dcv.tgz" } } } }
  }

  expect_failures = [var.images]
}

run "a_source_with_a_shells_words" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "amazon-linux-2023", packages = { "dcv-server" = { source = "https://packages.example.com/$(id).tgz" } } } }
  }

  expect_failures = [var.images]
}

run "the_module_without_powershell" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "amazon-linux-2023", packages = { module = { source = "s3://our-packages/DcvAdmin.nupkg", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" } } } }
  }

  expect_failures = [var.images]
}

run "a_setting_without_section" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "amazon-linux-2023", settings = { "idle-timeout" = "30" } } }
  }

  expect_failures = [var.images]
}

run "a_setting_with_a_quotation_mark" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "amazon-linux-2023", settings = { "connectivity/web-url-path" = "/\"" } } }
  }

  expect_failures = [var.images]
}

run "a_setting_of_two_lines" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "amazon-linux-2023", settings = { "connectivity/web-url-path" = "/\nno-tls-strict=true" } } }
  }

  expect_failures = [var.images]
}

run "tls_checks_switched_off" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "amazon-linux-2023", settings = { "security/no-tls-strict" = "true" } } }
  }

  expect_failures = [var.images]
}

run "a_component_of_nobody" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "amazon-linux-2023", components = [{ component = "corporate" }] } }
  }

  expect_failures = [var.images]
}

run "a_component_of_the_other_platform" {
  command = plan

  variables {
    images         = { linux = { role = "workstation", base_image = "amazon-linux-2023", components = [{ component = "corporate" }] } }
    own_components = { corporate = { platform = "Windows", data = "schemaVersion: 1.0\nphases: []\n" } }
  }

  expect_failures = [var.images]
}

run "a_launch_template_by_name" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "amazon-linux-2023", launch_templates = { one = { id = "desktops" } } } }
  }

  expect_failures = [var.images]
}

run "a_component_that_is_no_document" {
  command = plan

  variables {
    own_components = { corporate = { platform = "Linux", data = "echo hello" } }
  }

  expect_failures = [var.own_components]
}

run "a_component_without_platform" {
  command = plan

  variables {
    own_components = { corporate = { platform = "macOS", data = "schemaVersion: 1.0\nphases: []\n" } }
  }

  expect_failures = [var.own_components]
}

run "a_signing_key_by_http" {
  command = plan

  variables {
    vendor = { signing_key_source = "http://packages.example.com/KEY" }
  }

  expect_failures = [var.vendor]
}

run "a_short_key_id" {
  command = plan

  variables {
    vendor = { signing_key_fingerprint = "01234567" }
  }

  expect_failures = [var.vendor]
}

run "a_publisher_with_a_quotation_mark" {
  command = plan

  variables {
    vendor = { publisher = "Example\" Publisher" }
  }

  expect_failures = [var.vendor]
}

run "a_publisher_named_none" {
  command = plan

  variables {
    vendor = { publisher = "None" }
  }

  expect_failures = [var.vendor]
}

run "a_verifier_by_http" {
  command = plan

  variables {
    workstation = { verifier = { uri = "http://verifier.example.com/" } }
  }

  expect_failures = [var.workstation]
}

run "a_verifier_with_a_quotation_mark" {
  command = plan

  variables {
    workstation = { verifier = { uri = "https://verifier.example.com/\"" } }
  }

  expect_failures = [var.workstation]
}

run "a_private_key_for_a_certificate" {
  command = plan

  variables {
    workstation = { verifier = { uri = "https://verifier.example.com/", ca_pem = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n" } }
  }

  expect_failures = [var.workstation]
}

run "a_timeout_of_nothing" {
  command = plan

  variables {
    workstation = { verifier = { uri = "https://verifier.example.com/", timeout_seconds = 0 } }
  }

  expect_failures = [var.workstation]
}

run "a_broker_with_a_quotation_mark" {
  command = plan

  variables {
    workstation = { session_manager = { broker_host = "broker'" } }
  }

  expect_failures = [var.workstation]
}

run "an_agents_private_key" {
  command = plan

  variables {
    workstation = { session_manager = { broker_host = "broker", ca_pem = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n" } }
  }

  expect_failures = [var.workstation]
}

run "a_common_setting_without_section" {
  command = plan

  variables {
    workstation = { settings = { "idle-timeout" = "30" } }
  }

  expect_failures = [var.workstation]
}

run "a_common_setting_that_is_reserved" {
  command = plan

  variables {
    workstation = { settings = { "security/authentication" = "none" } }
  }

  expect_failures = [var.workstation]
}

run "a_gateway_without_resolver" {
  command = plan

  variables {
    images = { gateway = { role = "gateway", base_image = "amazon-linux-2023" } }
  }

  expect_failures = [var.gateway]
}

run "a_resolver_by_http" {
  command = plan

  variables {
    gateway = { resolver_uri = "http://resolver.example.com" }
  }

  expect_failures = [var.gateway]
}

run "a_gateways_private_key" {
  command = plan

  variables {
    gateway = { resolver_uri = "https://resolver.example.com", server_ca_pem = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n" }
  }

  expect_failures = [var.gateway]
}

run "a_port_that_is_none" {
  command = plan

  variables {
    gateway = { resolver_uri = "https://resolver.example.com", web_port = 65536 }
  }

  expect_failures = [var.gateway]
}

run "one_port_for_two" {
  command = plan

  variables {
    gateway = { resolver_uri = "https://resolver.example.com", web_port = 8989 }
  }

  expect_failures = [var.gateway]
}

run "a_rate" {
  command = plan

  variables {
    schedule = { expression = "rate(1 day)" }
  }

  expect_failures = [var.schedule]
}

run "five_fields" {
  command = plan

  variables {
    schedule = { expression = "cron(0 2 * * *)" }
  }

  expect_failures = [var.schedule]
}

run "a_day_twice" {
  command = plan

  variables {
    schedule = { expression = "cron(0 2 1 * MON *)" }
  }

  expect_failures = [var.schedule]
}

run "an_abbreviated_time_zone" {
  command = plan

  variables {
    schedule = { expression = "cron(0 2 ? * MON-FRI *)", time_zone = "CET" }
  }

  expect_failures = [var.schedule]
}

run "a_region_that_is_none" {
  command = plan

  variables {
    distribution = { regions = { "Frankfurt" = {} } }
  }

  expect_failures = [var.distribution]
}

run "sharing_with_everyone" {
  command = plan

  variables {
    kms_key_arn  = "arn:aws:kms:eu-west-1:123456789012:key/1234"
    distribution = { share_with_account_ids = ["all"] }
  }

  expect_failures = [var.distribution]
}

run "an_organization_by_id" {
  command = plan

  variables {
    kms_key_arn  = "arn:aws:kms:eu-west-1:123456789012:key/1234"
    distribution = { share_with_organization_arns = ["o-a1b2c3d4e5"] }
  }

  expect_failures = [var.distribution]
}

run "sharing_what_nobody_can_decrypt" {
  command = plan

  variables {
    distribution = { share_with_account_ids = ["210987654321"] }
  }

  expect_failures = [var.distribution]
}

run "keeping_nothing" {
  command = plan

  variables {
    retention = { keep = 0 }
  }

  expect_failures = [var.retention]
}

run "keeping_for_years" {
  command = plan

  variables {
    retention = { launched_within_days = 366 }
  }

  expect_failures = [var.retention]
}

run "tests_in_a_hurry" {
  command = plan

  variables {
    image_tests = { timeout_minutes = 59 }
  }

  expect_failures = [var.image_tests]
}

run "a_fifo_topic" {
  command = plan

  variables {
    notifications = { topic = { arn = "arn:aws:sns:eu-west-1:123456789012:operations.fifo" } }
  }

  expect_failures = [var.notifications]
}

run "addresses_for_a_foreign_topic" {
  command = plan

  variables {
    notifications = { topic = { arn = "arn:aws:sns:eu-west-1:123456789012:operations" }, email_addresses = ["ops@example.com"] }
  }

  expect_failures = [var.notifications]
}

run "an_address_that_is_none" {
  command = plan

  variables {
    notifications = { email_addresses = ["ops"] }
  }

  expect_failures = [var.notifications]
}

run "an_alias_for_a_key" {
  command = plan

  variables {
    kms_key_arn = "alias/images"
  }

  expect_failures = [var.kms_key_arn]
}

run "a_retention_that_cloudwatch_has_not" {
  command = plan

  variables {
    log_retention_days = 45
  }

  expect_failures = [var.log_retention_days]
}

run "a_boundary_that_is_no_policy" {
  command = plan

  variables {
    permissions_boundary_arn = "arn:aws:iam::123456789012:role/boundary"
  }

  expect_failures = [var.permissions_boundary_arn]
}

run "a_path_without_slash" {
  command = plan

  variables {
    role_path = "dcv"
  }

  expect_failures = [var.role_path]
}

run "a_subnet_of_another_vpc" {
  command = plan

  override_data {
    target = data.aws_subnets.in_vpc
    values = { ids = [] }
  }

  expect_failures = [aws_imagebuilder_infrastructure_configuration.this["linux"]]
}

run "a_public_subnet" {
  command = plan

  override_data {
    target = data.aws_subnets.private
    values = { ids = [] }
  }

  expect_failures = [aws_imagebuilder_infrastructure_configuration.this["linux"]]
}

run "a_region_without_image_builder" {
  command = plan

  override_data {
    target = data.aws_ssm_parameters_by_path.image_builder_regions
    values = { names = ["/aws/service/global-infrastructure/services/imagebuilder/regions/us-east-1"] }
  }

  expect_failures = [aws_imagebuilder_image_recipe.this["linux"]]
}

run "an_ami_that_does_not_exist" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "ami-0123456789abcdef0", platform = "Linux", packages = { "dcv-server" = { source = "https://packages.example.com/dcv.tgz", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" } } } }
  }

  override_data {
    target = data.aws_ami_ids.base
    values = { ids = [] }
  }

  expect_failures = [aws_imagebuilder_image_recipe.this["linux"]]
}

run "a_package_without_source" {
  command = plan

  variables {
    images      = { linux = { role = "workstation", base_image = "amazon-linux-2023", } }
    workstation = { session_manager = { broker_host = "broker.example.com" } }
  }

  expect_failures = [aws_imagebuilder_image_recipe.this["linux"]]
}

run "a_package_that_nothing_vouches_for" {
  command = plan

  variables {
    vendor = {}
  }

  expect_failures = [aws_imagebuilder_image_recipe.this["linux"]]
}

run "a_copy_that_only_a_signature_vouches_for" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "amazon-linux-2023", packages = { "dcv-server" = { source = "s3://our-packages/dcv.tgz" } } } }
  }

  expect_failures = [aws_imagebuilder_image_recipe.this["linux"]]
}

run "a_launch_template_in_a_region_without_images" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "amazon-linux-2023", launch_templates = { abroad = { id = "lt-0a1b2c3d4e5f60718", region = "us-east-1" } } } }
  }

  expect_failures = [aws_imagebuilder_distribution_configuration.this["linux"]]
}

run "http_for_macos" {
  command = plan

  variables {
    egress = { http_platforms = ["macOS"] }
  }

  expect_failures = [var.egress]
}

run "a_fingerprint_of_zeros" {
  command = plan

  variables {
    vendor = { signing_key_fingerprint = "0000000000000000000000000000000000000000" }
  }

  expect_failures = [var.vendor]
}

run "a_hash_of_zeros" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "amazon-linux-2023", packages = { "dcv-server" = { sha256 = "0000000000000000000000000000000000000000000000000000000000000000" } } } }
  }

  expect_failures = [var.images]
}

run "a_certificate_of_zeros" {
  command = plan

  variables {
    vendor = { publisher = "Example Publisher", publisher_certificate = "0000000000000000000000000000000000000000000000000000000000000000" }
  }

  expect_failures = [var.vendor]
}

run "an_organization_without_publisher" {
  command = plan

  variables {
    vendor = { publisher_organization = "Example Publisher" }
  }

  expect_failures = [var.vendor]
}

run "a_tag_of_image_builders" {
  command = plan

  variables {
    tags = { CreatedBy = "us" }
  }

  expect_failures = [var.tags]
}

run "a_tag_that_keeps_everything" {
  command = plan

  variables {
    tags = { Keep = "true" }
  }

  expect_failures = [var.tags]
}

run "a_parameter_that_a_component_has_not" {
  command = plan

  variables {
    images         = { linux = { role = "workstation", base_image = "amazon-linux-2023", components = [{ component = "corporate", parameters = { Town = "milan" } }] } }
    own_components = { corporate = { platform = "Linux", data = "schemaVersion: 1.0\nphases: []\n" } }
  }

  expect_failures = [var.images]
}

run "a_parameter_that_is_not_given" {
  command = plan

  variables {
    images         = { linux = { role = "workstation", base_image = "amazon-linux-2023", components = [{ component = "corporate" }] } }
    own_components = { corporate = { platform = "Linux", data = "schemaVersion: 1.0\nparameters:\n  - Site:\n      type: string\nphases: []\n" } }
  }

  expect_failures = [var.images]
}

run "too_many_components" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "amazon-linux-2023", components = [for number in range(15) : { component = "arn:aws:imagebuilder:eu-west-1:aws:component/c${number}/x.x.x" }] } }
  }

  expect_failures = [aws_imagebuilder_image_recipe.this["linux"]]
}

run "a_package_that_the_image_does_not_take" {
  command = plan

  variables {
    images = { linux = { role = "workstation", base_image = "amazon-linux-2023", packages = { gateway = { sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" } } } }
  }

  expect_failures = [aws_imagebuilder_image_recipe.this["linux"]]
}
