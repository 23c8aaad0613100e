output "pipeline_arns" {
  description = "The pipelines, by image: what `aws imagebuilder start-image-pipeline-execution --image-pipeline-arn` takes."
  value       = { for name, pipeline in aws_imagebuilder_image_pipeline.this : name => pipeline.arn }
}

output "recipe_arns" {
  description = "The recipes, by image."
  value       = { for name, recipe in aws_imagebuilder_image_recipe.this : name => recipe.arn }
}

output "recipe_versions" {
  description = "The recipes' versions, by image. A version follows from the content, and says nothing about which of two is newer."
  value       = local.recipe_versions
}

output "component_versions" {
  description = "The components' versions, by component; they follow from the content as well."
  value       = local.component_versions
}

output "log_group_names" {
  description = "Where the builds of each image log. What its pipeline's schedule did is under /aws/imagebuilder/pipeline/ and the same name."
  value       = { for name, group in aws_cloudwatch_log_group.build : name => group.name }
}

output "builder_role_name" {
  description = "The role of build instances, for a policy of your own that your own components need."
  value       = aws_iam_role.builder.name
}

output "builder_role_arn" {
  description = "The ARN of that role, for the policies of buckets and keys."
  value       = aws_iam_role.builder.arn
}

output "security_group_id" {
  description = "The security group of build instances, for endpoints that admit by group."
  value       = aws_security_group.builder.id
}

output "topic_arn" {
  description = "The topic that hears of builds that failed, of pipelines that were switched off for it, and of images that were not marked."
  value       = local.topic_arn
}

output "kms_key_statements" {
  description = "What the policy of kms_key_arn must allow besides its own account, as a JSON list of statements: CloudWatch Logs for the logs, and EventBridge and CloudWatch for the topic."
  value = jsonencode([
    {
      Sid       = "Logs"
      Effect    = "Allow"
      Principal = { Service = "logs.${local.region}.${data.aws_partition.this.dns_suffix}" }
      Action    = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
      Resource  = "*"
      Condition = { ArnLike = { "kms:EncryptionContext:aws:logs:arn" = [for path in ["", "pipeline/"] : "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:/aws/imagebuilder/${path}${var.name}-*"] } }
    },
    {
      Sid       = "Topic"
      Effect    = "Allow"
      Principal = { Service = ["events.amazonaws.com", "cloudwatch.amazonaws.com"] }
      Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
      Resource  = "*"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
    },
  ])
}
