output "verifier_url" {
  description = "For the hosts: `Set-DcvTokenVerifier -Uri`."
  value       = module.authenticator.verifier_url
}

output "table_uri" {
  description = "For admins: `New-DcvAuthToken -Store`."
  value       = module.authenticator.table_uri
}

output "get_token_function_name" {
  description = "For programs: `aws lambda invoke --function-name`."
  value       = module.authenticator.get_token_function_name
}

output "validate_token_function_name" {
  description = "The function behind the verifier."
  value       = module.authenticator.validate_token_function_name
}

output "host_instance_profile_name" {
  description = "For the hosts' instances."
  value       = module.authenticator.host_instance_profile_name
}

output "vpc_id" {
  description = "The hosts' VPC."
  value       = local.vpc_id
}

output "subnet_ids" {
  description = "The subnets of the verifier's endpoint; in a new network, the private ones."
  value       = local.subnet_ids
}
