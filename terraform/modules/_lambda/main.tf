resource "aws_lambda_function" "this" {
  function_name = var.name
  description   = var.function.description
  role          = aws_iam_role.this.arn

  # .NET comes with the executable: AWS's own runtimes are behind it by a version or more.
  runtime       = "provided.al2023"
  handler       = var.function.handler
  architectures = [var.function.architecture]

  # The package is built beforehand, the same bytes from the same sources in the same folder. Packed while planning, it would differ from machine to machine, and so would each plan.
  filename = var.function.package.filename
  # A file that is not there is the precondition's to refuse; a destroy comes here too, and has none.
  source_code_hash  = try(filebase64sha256(var.function.package.filename), null)
  s3_bucket         = try(var.function.package.s3.bucket, null)
  s3_key            = try(var.function.package.s3.key, null)
  s3_object_version = try(var.function.package.s3.version, null)

  memory_size                    = var.function.memory_size
  timeout                        = var.function.timeout
  reserved_concurrent_executions = var.function.reserved_concurrency == null ? -1 : var.function.reserved_concurrency

  environment {
    variables = var.function.environment
  }

  tags = var.tags

  # Lambda makes a log group that it misses, without retention; and a function that may do nothing yet fails.
  depends_on = [aws_cloudwatch_log_group.this, aws_iam_role_policy.logs, aws_iam_role_policy.function]

  # Not validations of the variable: those hold for a destroy too, which should need no build.
  lifecycle {
    precondition {
      condition     = var.function.package.filename == null ? true : fileexists(var.function.package.filename)
      error_message = "There is no file ${coalesce(var.function.package.filename, "-")}. Build it: ./build.ps1 -Task Functions, or dotnet publish -c Release src/DcvAdmin.Functions; it is then output/functions/dcvadmin-functions-linux-${var.function.architecture == "arm64" ? "arm64" : "x64"}.zip."
    }

    precondition {
      condition     = try(filesha256(var.function.package.filename) == lower(var.function.package.sha256), true)
      error_message = "The file ${coalesce(var.function.package.filename, "-")} does not have the SHA-256 that is named: it is another build, or was changed. Build it again, or name the hash of the one you mean."
    }
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}
