mock_provider "aws" {
  source = "../../tests/mocks"
}

variables {
  name      = "dcv"
  vpc_id    = "vpc-0a1b2c3d4e5f60718"
  subnet_id = "subnet-0a1b2c3d4e5f60718"
  vendor    = { signing_key_fingerprint = "0123456789abcdef0123456789abcdef01234567", publisher = "Example Publisher" }
  gateway   = { resolver_uri = "https://resolver.example.com" }

  notifications = { email_addresses = ["dcv-team@example.com"] }

  images = {
    linux   = { role = "workstation", base_image = "amazon-linux-2023", components = [{ component = "corporate" }] }
    win2025 = { role = "workstation", base_image = "windows-server-2025" }
    gateway = { role = "gateway", base_image = "amazon-linux-2023-arm64" }
  }

  own_components = {
    corporate = { platform = "Linux", data = "schemaVersion: 1.0\nparameters:\n  - Site:\n      type: string\n      default: rome\nphases: []\n" }
  }
}

run "gives_what_others_need" {
  command = apply

  assert {
    condition     = join(" ", keys(output.pipeline_arns)) == "gateway linux win2025" && join(" ", keys(output.recipe_arns)) == "gateway linux win2025"
    error_message = "a pipeline and a recipe for each image"
  }

  assert {
    condition     = output.log_group_names["linux"] == "/aws/imagebuilder/dcv-linux"
    error_message = "the log group is the one that Image Builder writes to"
  }

  assert {
    condition     = length(aws_sns_topic.failure) == 1 && output.topic_arn == aws_sns_topic.failure["this"].arn
    error_message = "there is a topic"
  }

  assert {
    condition     = jsonencode([for statement in jsondecode(output.kms_key_statements) : statement.Principal.Service]) == jsonencode(["logs.eu-west-1.amazonaws.com", ["events.amazonaws.com", "cloudwatch.amazonaws.com"]])
    error_message = "a key of one's own must serve the logs and the topic"
  }
}

run "a_changed_component_changes_what_depends_on_it_alone" {
  command = plan

  variables {
    own_components = {
      corporate = { platform = "Linux", data = "schemaVersion: 1.0\nphases: [] # changed\n" }
    }
  }

  assert {
    condition     = [for key, version in output.component_versions : key if version != run.gives_what_others_need.component_versions[key]] == ["own-corporate"]
    error_message = "one component has a new version"
  }

  assert {
    condition     = [for name, version in output.recipe_versions : name if version != run.gives_what_others_need.recipe_versions[name]] == ["linux"]
    error_message = "the recipe that has it has one too, and no other"
  }
}

run "a_changed_hash_changes_the_recipe_and_no_component" {
  command = plan

  variables {
    images = {
      linux = {
        role       = "workstation"
        base_image = "amazon-linux-2023"
        components = [{ component = "corporate" }]
        packages   = { "dcv-server" = { sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" } }
      }
      win2025 = { role = "workstation", base_image = "windows-server-2025" }
      gateway = { role = "gateway", base_image = "amazon-linux-2023-arm64" }
    }
  }

  assert {
    condition     = output.component_versions == run.gives_what_others_need.component_versions
    error_message = "the components stay as they are: values are parameters, and those stand in the recipe"
  }

  assert {
    condition     = [for name, version in output.recipe_versions : name if version != run.gives_what_others_need.recipe_versions[name]] == ["linux"]
    error_message = "the recipe has a new version"
  }
}

run "another_tag_changes_no_version" {
  command = plan

  variables {
    tags = { team = "vdi" }
  }

  assert {
    condition     = output.component_versions == run.gives_what_others_need.component_versions && output.recipe_versions == run.gives_what_others_need.recipe_versions
    error_message = "tags are no content"
  }
}

run "takes_a_topic_of_ones_own" {
  command = plan

  variables {
    notifications = { topic = { arn = "arn:aws:sns:eu-west-1:123456789012:operations" } }
  }

  assert {
    condition     = length(aws_sns_topic.failure) == 0 && length(aws_sns_topic_policy.failure) == 0 && output.topic_arn == "arn:aws:sns:eu-west-1:123456789012:operations"
    error_message = "no other topic is made"
  }
}

# Whether there is a topic to make has to be known while planning, also where its ARN is not.
run "takes_a_topic_that_does_not_exist_yet" {
  command = plan

  module {
    source = "./tests/own-topic"
  }
}

run "takes_an_ami_and_its_own_components" {
  command = plan

  variables {
    images = {
      rocky = {
        role             = "workstation"
        base_image       = "ami-0123456789abcdef0"
        base_image_owner = "792107900819"
        platform         = "Linux"
        root_device      = "/dev/sda1"
        desktop          = false
        update_os        = false
        packages         = { "dcv-server" = { source = "https://packages.example.com/nice-dcv-el9.tgz", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" } }
        components = [
          { component = "corporate", parameters = { Site = "milan" } },
          { component = "arn:aws:imagebuilder:eu-west-1:aws:component/amazon-cloudwatch-agent-linux/x.x.x" },
        ]
      }
    }
  }

  assert {
    condition     = join(" ", [for step in local.steps["rocky"] : step.component]) == "fetch-dcv-server-linux dcv-server-linux host-settings-linux own-corporate arn:aws:imagebuilder:eu-west-1:aws:component/amazon-cloudwatch-agent-linux/x.x.x tidy-linux"
    error_message = "one's own components come after ours and before the tidying"
  }

  assert {
    condition     = contains(local.foreign_components, "arn:aws:imagebuilder:eu-west-1:aws:component/amazon-cloudwatch-agent-linux/*")
    error_message = "the builder may read the component of someone else that it is to run"
  }

  assert {
    condition     = join(" ", keys(data.aws_ami_ids.base)) == "rocky" && length(data.aws_imagebuilder_image.base) == 0
    error_message = "the AMI is looked up"
  }
}

run "takes_the_module" {
  command = plan

  variables {
    images = {
      linux = {
        role       = "workstation"
        base_image = "amazon-linux-2023"
        packages = {
          module     = { source = "s3://our-packages/DcvAdmin.0.1.0.nupkg", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
          powershell = { source = "s3://our-packages/powershell-7.4.6-1.rh.x86_64.rpm", sha256 = "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
        }
      }
    }
  }

  assert {
    condition     = join(" ", slice([for step in local.steps["linux"] : step.component], 1, 8)) == "fetch-dcv-server-linux fetch-module-linux fetch-powershell-linux desktop-linux dcv-server-linux module-linux host-settings-linux"
    error_message = "the module is there before the settings that it writes"
  }

  assert {
    condition     = join(" ", keys(local.steps["linux"][2].parameters)) == "Package Sha256 Source"
    error_message = "the module is known by its hash, and DCV's key has nothing to do with it"
  }
}
