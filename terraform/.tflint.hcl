# For whoever uses tflint; the build does not run it.
#
#   tflint --init && tflint --recursive --config "$PWD/.tflint.hcl"

plugin "terraform" {
  enabled = true
  preset  = "all"
}

plugin "aws" {
  enabled = true
  version = "0.38.0"
  source  = "github.com/terraform-linters/tflint-ruleset-aws"
}

# A module is split by concern: iam.tf, api.tf, endpoint.tf. main.tf, variables.tf and outputs.tf are there besides.
rule "terraform_standard_module_structure" {
  enabled = false
}
