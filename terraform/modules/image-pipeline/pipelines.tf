resource "aws_imagebuilder_image_pipeline" "this" {
  for_each = local.images

  name                             = each.value.resource
  description                      = each.value.description
  image_recipe_arn                 = aws_imagebuilder_image_recipe.this[each.key].arn
  infrastructure_configuration_arn = aws_imagebuilder_infrastructure_configuration.this[each.key].arn
  distribution_configuration_arn   = aws_imagebuilder_distribution_configuration.this[each.key].arn
  status                           = try(var.schedule.enabled, true) ? "ENABLED" : "DISABLED"
  tags                             = var.tags

  image_tests_configuration {
    image_tests_enabled = true
    timeout_minutes     = var.image_tests.timeout_minutes
  }

  image_scanning_configuration {
    image_scanning_enabled = var.image_tests.scan
  }

  dynamic "schedule" {
    for_each = { for key, schedule in { this = var.schedule } : key => schedule if schedule != null }

    content {
      schedule_expression                = schedule.value.expression
      timezone                           = schedule.value.time_zone
      pipeline_execution_start_condition = schedule.value.only_if_updates ? "EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE" : "EXPRESSION_MATCH_ONLY"
    }
  }

  # A build that starts before there is a log group makes one that keeps everything.
  depends_on = [aws_cloudwatch_log_group.build, aws_cloudwatch_log_group.pipeline]
}
