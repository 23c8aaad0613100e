output "api_url" {
  description = "For the page and cmdlets: where they ask."
  value       = module.portal.api_url
}

output "login_url" {
  description = "For the page: where users log in."
  value       = module.portal.login_url
}

output "client_id" {
  description = "For the page: whom it logs in as."
  value       = module.portal.client_id
}

output "issuer" {
  description = "For a broker on the same pool: `PortalIssuer`."
  value       = module.portal.issuer
}

output "user_pool_id" {
  description = "For admins who make users in the pool."
  value       = module.portal.user_pool_id
}

output "saml_entity_id" {
  description = "For AD FS: identifier of the relying party."
  value       = module.portal.saml_entity_id
}

output "saml_acs_url" {
  description = "For AD FS: endpoint of the relying party, binding POST."
  value       = module.portal.saml_acs_url
}

output "inventory_uri" {
  description = "For admins and brokers: the inventory, `DCVADMIN_INVENTORY`."
  value       = module.portal.inventory_uri
}

output "audit_uri" {
  description = "For admins: the store of the audit chain."
  value       = module.portal.audit_uri
}

output "function_names" {
  description = "The functions, by handler: `aws lambda invoke --function-name`."
  value       = module.portal.function_names
}
