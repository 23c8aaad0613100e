output "start_commands" {
  description = "What builds an image now, by image."
  value       = { for name, arn in module.images.pipeline_arns : name => "aws imagebuilder start-image-pipeline-execution --region ${var.region} --image-pipeline-arn ${arn}" }
}

output "pipeline_arns" {
  description = "The pipelines, by image."
  value       = module.images.pipeline_arns
}

output "log_group_names" {
  description = "Where the builds of each image log."
  value       = module.images.log_group_names
}

output "builder_role_arn" {
  description = "The role of build instances, for the policy of a bucket with packages."
  value       = module.images.builder_role_arn
}
