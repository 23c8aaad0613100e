terraform {
  required_version = ">= 1.11"

  required_providers {
    # The modules are open upwards. Whoever applies wants a version that was run, and 6 was not.
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}
