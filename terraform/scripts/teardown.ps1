<#
.SYNOPSIS
    Destroys what a root configuration has made, deletion protection included.
.DESCRIPTION
    "terraform destroy -var deletion_protection=false" does not do it: a destroy looks at what is, and the protection is still there. It has to be cleared by an apply first. Every plan is
    read before it is applied (teardown-checks): with another region or account, a refresh finds nothing, and a destroy would forget what is there.
.PARAMETER Path
    Folder of the root configuration.
.PARAMETER TerraformArgument
    Arguments for terraform plan, such as -var-file=prod.tfvars.
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
$root = (Resolve-Path -LiteralPath $Path).ProviderPath
$checks = Join-Path $PSScriptRoot 'teardown-checks'
$scratch = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())

function Invoke-Terraform([string[]] $Argument) {
    # Before 7.3, and on Windows as long as it is set so, PowerShell takes the quotes out of what it hands on; addresses have some.
    $passing = Get-Variable -Name PSNativeCommandArgumentPassing -ValueOnly -ErrorAction Ignore
    if ($null -eq $passing -or "$passing" -eq 'Legacy') { $Argument = @($Argument | ForEach-Object { $_ -replace '"', '\"' }) }
    & terraform "-chdir=$root" @Argument
    if ($LASTEXITCODE -ne 0) { throw "terraform $($Argument[0]) ended with code $LASTEXITCODE." }
}

function Save-Text([string] $Name, [string[]] $Line) {
    [IO.File]::WriteAllText((Join-Path $scratch $Name), ($Line -join "`n"))
}

function Save-State { Save-Text 'state.json' @(Invoke-Terraform 'state', 'pull') }

function New-Plan([string[]] $Argument) {
    $file = Join-Path $scratch 'plan'
    Invoke-Terraform (@('plan', '-input=false', "-out=$file") + $Argument + $TerraformArgument) | Write-Verbose
    Save-Text 'plan.json' @(Invoke-Terraform 'show', '-json', $file)
}

# The lines of a list among the checks. The first and last line are empty, so that the console always writes it as a text of several lines.
function Get-CheckedList([string] $Name) {
    $before = @{}
    foreach ($variable in 'TF_WORKSPACE', 'TF_DATA_DIR', 'TF_CLI_ARGS', 'TF_CLI_ARGS_console', 'TF_VAR_folder') {
        $before[$variable] = [Environment]::GetEnvironmentVariable($variable)
        [Environment]::SetEnvironmentVariable($variable, $null)
    }
    try {
        $env:TF_VAR_folder = $scratch
        $text = "join(`"\n`", concat([`"`"], tolist(local.$Name), [`"`"]))" | & terraform "-chdir=$checks" console
        if ($LASTEXITCODE -ne 0) { throw 'The plan cannot be read.' }
        $text | Where-Object { $_ -and $_ -ne '<<EOT' -and $_ -ne 'EOT' }
    }
    finally {
        foreach ($variable in $before.Keys) { [Environment]::SetEnvironmentVariable($variable, $before[$variable]) }
    }
}

# Plans to destroy, and refuses a plan that would not destroy everything there is.
function New-DestroyPlan {
    New-Plan (@('-destroy') + $unprotected)
    $missing = @(Get-CheckedList 'missing')
    $unwanted = @(Get-CheckedList 'unwanted')
    if ($missing.Count -gt 0) {
        throw "$($missing.Count) of $($managed.Count) objects are not found with these credentials, region and variables: $($missing -join ', '). Name those that they were made with. What somebody deleted by hand, terraform apply -refresh-only takes out of the state. Nothing was destroyed."
    }
    if ($unwanted.Count -gt 0) { throw "A destroy would do something else besides: $($unwanted -join ', '). Nothing was destroyed." }
}

New-Item -ItemType Directory -Path $scratch | Out-Null
try {
    # State and plan have secrets in them.
    if ([IO.Path]::DirectorySeparatorChar -eq '/') { & chmod 700 $scratch }

    Invoke-Terraform 'init', '-input=false' | Write-Verbose
    $workspace = Invoke-Terraform 'workspace', 'show'
    Save-State
    $managed = @(Get-CheckedList 'managed')
    if ($managed.Count -eq 0) {
        Write-Output "Nothing is there to destroy: the state of $root is empty (workspace $workspace)."
        return
    }

    # Not every root configuration protects something.
    $unprotected = @()
    $files = @(Get-ChildItem -LiteralPath $root -Filter '*.tf' -File)
    if ($files | ForEach-Object { Select-String -LiteralPath $_.FullName -Pattern '^variable "deletion_protection"' -Quiet } | Where-Object { $_ }) { $unprotected = @('-var', 'deletion_protection=false') }

    New-DestroyPlan
    $protected = @(Get-CheckedList 'protected')
    $places = @(Get-CheckedList 'places')
    $protection = Join-Path $scratch 'protection'
    if ($protected.Count -gt 0) {
        if ($unprotected.Count -eq 0) { throw "Protected from deletion, and $root has no variable deletion_protection to clear it: $($protected -join ', ')" }
        # Of what is protected, and of nothing else: other changes that wait in the files are not for now.
        New-Plan (@($protected | ForEach-Object { "-target=$_" }) + $unprotected)
        $beyond = @(Get-CheckedList 'beyond_protection')
        if ($beyond.Count -gt 0) {
            throw "Clearing the protection would do something else besides: $($beyond -join ', '). Apply that first, or take it out of the files and variables. Nothing was changed."
        }
        Move-Item -LiteralPath (Join-Path $scratch 'plan') -Destination $protection
    }

    $managed | Write-Output
    Write-Output "folder $root, workspace $workspace, $($places -join ', ')"
    $question = "Destroy these $($managed.Count) resources with all that is in them (workspace $workspace, $($places -join ', ')): tokens that were issued are gone, and hosts that ask the verifier let nobody in. End the hosts first: one that still runs in a network made here keeps the network from going, when the table is already gone"
    if (-not $PSCmdlet.ShouldProcess($root, $question)) { return }
    $asks = -not ($PSBoundParameters.ContainsKey('Confirm') -and -not $PSBoundParameters['Confirm'])
    if ($asks -and $workspace -ne 'default' -and (Read-Host 'Type the name of the workspace to destroy them') -cne $workspace) {
        Write-Output 'Nothing was changed.'
        return
    }

    # A plan is good for the state it was made from.
    if ($protected.Count -gt 0) {
        Invoke-Terraform 'apply', '-input=false', $protection
        New-DestroyPlan
        $protected = @(Get-CheckedList 'protected')
        if ($protected.Count -gt 0) { throw "Still protected from deletion: $($protected -join ', ')" }
    }

    Invoke-Terraform 'apply', '-input=false', (Join-Path $scratch 'plan')

    Save-State
    $left = @(Get-CheckedList 'managed')
    if ($left.Count -gt 0) { throw "Still there: $($left -join ', ')" }
    Write-Output 'Nothing is left.'
}
finally {
    Remove-Item -LiteralPath $scratch -Recurse -Force -ErrorAction Ignore
}
