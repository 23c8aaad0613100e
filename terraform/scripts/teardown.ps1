<#
.SYNOPSIS
    Destroys what a root configuration has made, deletion protection included.
.DESCRIPTION
    "terraform destroy -var deletion_protection=false" does not do it: a destroy looks at what is, and the protection is still there. It has to be cleared by an apply first.
.PARAMETER Path
    Folder of the root configuration.
.PARAMETER TerraformArgument
    Arguments for terraform apply and destroy, such as -var-file=prod.tfvars.
.EXAMPLE
    terraform/scripts/teardown.ps1 terraform/examples/authenticator-only
#>
[CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
param(
    [Parameter(Mandatory, Position = 0)]
    [ValidateScript({ Test-Path -LiteralPath $_ -PathType Container })]
    [string] $Path,

    [string[]] $TerraformArgument = @()
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$env:TF_IN_AUTOMATION = '1'

function Invoke-Terraform([string[]] $Argument) {
    & terraform "-chdir=$Path" @Argument
    if ($LASTEXITCODE -ne 0) { throw "terraform $($Argument[0]) ended with code $LASTEXITCODE." }
}

Invoke-Terraform init, '-input=false' | Out-Null
$resources = @(Invoke-Terraform state, list | Where-Object { $_ -notmatch '(^|\.)data\.' })
if ($resources.Count -eq 0) {
    Write-Output "Nothing is there to destroy: the state of $Path is empty."
    return
}

$resources | Write-Output
$question = "Destroy these $($resources.Count) resources with all that is in them: tokens that were issued are gone, and hosts that ask the verifier let nobody in"
if (-not $PSCmdlet.ShouldProcess($Path, $question)) { return }

# Not every root configuration protects something.
$unprotected = @()
if (Select-String -Path (Join-Path $Path '*.tf') -Pattern '^variable "deletion_protection"' -Quiet) {
    $unprotected = @('-var', 'deletion_protection=false')
    # Of what protects, and of nothing else: other changes that wait in the files are not for now.
    $targets = @($resources | Where-Object { $_ -match '(^|\.)(aws_dynamodb_table|aws_lb|aws_cognito_user_pool)\.' } | ForEach-Object { "-target=$_" })
    if ($targets.Count -gt 0) { Invoke-Terraform (@('apply', '-input=false', '-auto-approve') + $targets + $unprotected + $TerraformArgument) }
}

Invoke-Terraform (@('destroy', '-input=false', '-auto-approve') + $unprotected + $TerraformArgument)

$left = @(Invoke-Terraform state, list)
if ($left.Count -gt 0) { throw "Still there: $($left -join ', ')" }
Write-Output 'Nothing is left.'
