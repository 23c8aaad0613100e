BeforeAll {
    . (Join-Path $PSScriptRoot 'common.ps1')
    $answer = '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:sts::123456789012:assumed-role/Admin/anna</Arn><UserId>AROAEXAMPLE:anna</UserId><Account>123456789012</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></GetCallerIdentityResponse>'
    function Get-Refusal([string] $Code) {
        "<ErrorResponse xmlns=""https://sts.amazonaws.com/doc/2011-06-15/""><Error><Type>Sender</Type><Code>$Code</Code><Message>Words of AWS</Message></Error><RequestId>r-2</RequestId></ErrorResponse>"
    }

    $surroundings = Enter-AwsTestBed
}

AfterAll { Exit-AwsTestBed $surroundings }

Describe 'Get-DcvAwsIdentity' {
    AfterEach { if ($aws) { Stop-LoopbackServer $aws; $aws = $null } }

    Context 'who and where' {
        It 'shows account, ARN and region, and signs with the default profile' {
            $aws = Start-LoopbackServer $answer
            $identity = Get-DcvAwsIdentity -EndpointUrl $aws.Uri
            $identity | Should -BeOfType ([DcvAdmin.Aws.DcvAwsIdentity])
            $identity.AccountId | Should -Be '123456789012'
            $identity.Arn | Should -Be 'arn:aws:sts::123456789012:assumed-role/Admin/anna'
            $identity.Region | Should -Be 'eu-central-1'
            $identity.ProfileName | Should -BeNullOrEmpty
            @($aws.Seen)[0] | Should -Match 'AWS4-HMAC-SHA256 Credential=AKIADEFAULT/\d{8}/eu-central-1/sts/aws4_request'
        }

        It 'takes credentials and region of a profile' {
            $aws = Start-LoopbackServer $answer
            $identity = Get-DcvAwsIdentity -ProfileName lab -EndpointUrl $aws.Uri
            $identity.Region, $identity.ProfileName | Should -Be 'eu-north-1', 'lab'
            @($aws.Seen)[0] | Should -Match 'Credential=AKIALAB/\d{8}/eu-north-1/'
        }

        It 'asks every region that is named, in any case' {
            $aws = Start-LoopbackServer $answer
            (Get-DcvAwsIdentity -Region eu-west-1, US-EAST-1 -EndpointUrl $aws.Uri).Region | Sort-Object | Should -Be 'eu-west-1', 'us-east-1'
        }

        It 'takes profiles and regions from the pipeline' {
            $aws = Start-LoopbackServer $answer
            $rows = 'ProfileName,Region', 'lab,eu-west-1', 'default,eu-west-2' | ConvertFrom-Csv
            $identities = $rows | Get-DcvAwsIdentity -EndpointUrl $aws.Uri | Sort-Object Region
            $identities.ProfileName | Should -Be 'lab', 'default'
            @($aws.Seen | Sort-Object) -join ' ' | Should -Match '(?s)AKIADEFAULT.*AKIALAB|AKIALAB.*AKIADEFAULT'
        }

        It 'pipes into itself' {
            $aws = Start-LoopbackServer $answer
            (Get-DcvAwsIdentity -ProfileName lab -EndpointUrl $aws.Uri | Get-DcvAwsIdentity -EndpointUrl $aws.Uri).Region | Should -Be 'eu-north-1'
            (Get-DcvAwsIdentity -EndpointUrl $aws.Uri | Get-DcvAwsIdentity -EndpointUrl $aws.Uri).Region | Should -Be 'eu-central-1'
        }

        It 'takes a blank cell as what is configured, and each region once' {
            $aws = Start-LoopbackServer $answer
            $rows = [pscustomobject] @{ ProfileName = ''; Region = '' }, [pscustomobject] @{ ProfileName = 'lab'; Region = $null }
            ($rows | Get-DcvAwsIdentity -EndpointUrl $aws.Uri).Region | Sort-Object | Should -Be 'eu-central-1', 'eu-north-1'
            @(Get-DcvAwsIdentity -Region eu-west-1, EU-WEST-1 -EndpointUrl $aws.Uri).Count | Should -Be 1
        }

        It 'tells each request on the verbose stream, and no secret' {
            $aws = Start-LoopbackServer $answer
            $lines = Get-DcvAwsIdentity -ProfileName lab -EndpointUrl $aws.Uri -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | ForEach-Object Message
            $lines | Should -Contain "Using AWS credentials of the profile 'lab'."
            $lines | Should -Contain 'Calling GetCallerIdentity in eu-north-1.'
            "$lines" | Should -Not -BeLike '*lab-secret*'
        }
    }

    Context 'single sign-on' {
        BeforeAll {
            # In processes of their own: the SDK looks for the sign-on in the home folder.
            $home2 = Join-Path (Get-PSDrive TestDrive).Root 'home'
            $cache = New-Item (Join-Path $home2 '.aws/sso/cache') -ItemType Directory -Force
            $configuration = Join-Path $home2 'config'
            Set-Content $configuration @'
[profile corp]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Admin
region = eu-west-1
[sso-session corp]
sso_region = eu-west-1
sso_start_url = https://corp.awsapps.com/start
sso_registration_scopes = sso:account:access
'@
            function Get-CorpIdentity([string] $Endpoint) {
                Invoke-Fresh @"
                    `$env:HOME = `$env:USERPROFILE = '$home2'; `$env:AWS_CONFIG_FILE = '$configuration'; `$env:AWS_ENDPOINT_URL = '$Endpoint'; `$env:AWS_EC2_METADATA_DISABLED = 'true'
                    Import-Module `$manifest
                    try { (Get-DcvAwsIdentity -ProfileName corp -ErrorAction Stop).AccountId } catch { `$_.FullyQualifiedErrorId; `$_.ErrorDetails.RecommendedAction }
"@
            }
        }

        It 'takes what aws sso login has left' {
            # The name of the file is the hash of the session's name (AWS SDKs and Tools Reference Guide, "Understand SSO authentication").
            $name = [System.BitConverter]::ToString([System.Security.Cryptography.SHA1]::Create().ComputeHash([System.Text.Encoding]::UTF8.GetBytes('corp'))).Replace('-', '').ToLowerInvariant()
            $file = Join-Path $cache "$name.json"
            Set-Content $file '{"startUrl":"https://corp.awsapps.com/start","region":"eu-west-1","accessToken":"sso-access-token","expiresAt":"2999-01-01T00:00:00Z"}'
            $aws = Start-LoopbackServer $answer -Get '{"roleCredentials":{"accessKeyId":"ASIAROLE","secretAccessKey":"s","sessionToken":"t","expiration":4102444800000}}'
            try { Get-CorpIdentity $aws.Uri | Should -Be '123456789012' } finally { Remove-Item $file }
            @($aws.Seen) -join ' ' | Should -Match '(?s)GET /federation/credentials\?account_id=123456789012&role_name=Admin.*Credential=ASIAROLE/\d{8}/eu-west-1/sts'
        }

        It 'says to sign in where nobody has' {
            $output = Get-CorpIdentity 'http://127.0.0.1:1'
            $output[0] | Should -Be 'AwsNoCredentials,DcvAdmin.Aws.GetDcvAwsIdentityCommand'
            $output[1] | Should -BeLike "*aws sso login*"
        }
    }

    Context 'refusals' {
        It 'ends nothing: a refusal of <Code> is <Id>, and the next region is asked' -TestCases @(
            @{ Code = 'InvalidClientTokenId'; Status = 403; Id = 'AwsCredentialsRefused'; Category = 'AuthenticationError' }
            @{ Code = 'ExpiredToken'; Status = 403; Id = 'AwsCredentialsRefused'; Category = 'AuthenticationError' }
            @{ Code = 'AccessDenied'; Status = 403; Id = 'AwsAccessDenied'; Category = 'PermissionDenied' }
            @{ Code = 'ValidationError'; Status = 400; Id = 'AwsInvalidRequest'; Category = 'InvalidArgument' }
        ) {
            $aws = Start-LoopbackServer (Get-Refusal $Code) $Status
            Get-DcvAwsIdentity -Region eu-west-1, eu-west-2 -EndpointUrl $aws.Uri -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
            $failures.Count | Should -Be 2
            foreach ($failure in $failures) { Assert-Error $failure $Id $Category $failure.TargetObject }
            ($failures.TargetObject | Sort-Object) -join ' ' | Should -Be 'eu-west-1 eu-west-2'
            $failures[0].ErrorDetails.Message | Should -BeLike "*$Code*Words of AWS*"
            ($failures | Format-List * -Force | Out-String) | Should -Not -BeLike '*default-secret*'
        }

        It 'stops at the first where -ErrorAction Stop asks for it' {
            $aws = Start-LoopbackServer (Get-Refusal 'AccessDenied') 403
            { Get-DcvAwsIdentity -Region eu-west-1, eu-west-2, eu-west-3 -EndpointUrl $aws.Uri -ThrottleLimit 1 -ErrorAction Stop } | Should -Throw -ErrorId 'AwsAccessDenied,DcvAdmin.Aws.GetDcvAwsIdentityCommand'
            $aws.Seen.Count | Should -Be 1
        }

        It 'retries where AWS asks for patience, says so, and then gives up' {
            $aws = Start-LoopbackServer (Get-Refusal 'Throttling') 400
            $lines = Get-DcvAwsIdentity -EndpointUrl $aws.Uri -Verbose -ErrorAction SilentlyContinue -ErrorVariable failures 4>&1 | ForEach-Object Message
            Assert-Error $failures[0] AwsThrottled LimitsExceeded AWS
            $aws.Seen.Count | Should -Be 5
            $lines | Should -Contain 'GetCallerIdentity in eu-central-1 was answered with Throttling.'
            $lines | Should -Contain 'Calling GetCallerIdentity in eu-central-1 again, attempt 5.'
        }

        It 'says what is missing: <Id>' -TestCases @(
            @{ Id = 'AwsProfileNotFound'; Category = 'ObjectNotFound'; Target = 'nobody'; Arguments = @{ ProfileName = 'nobody' } }
            @{ Id = 'AwsNoCredentials'; Category = 'AuthenticationError'; Target = 'empty one'; Arguments = @{ ProfileName = 'empty one' } }
            @{ Id = 'AwsNoCredentials'; Category = 'AuthenticationError'; Target = 'mfa'; Arguments = @{ ProfileName = 'mfa' } }
            @{ Id = 'AwsNoCredentials'; Category = 'AuthenticationError'; Target = 'oidc'; Arguments = @{ ProfileName = 'oidc' } }
            @{ Id = 'AwsNoCredentials'; Category = 'AuthenticationError'; Target = 'process'; Arguments = @{ ProfileName = 'process' } }
        ) {
            $failure = { Get-DcvAwsIdentity @Arguments -EndpointUrl https://127.0.0.1:1 -ErrorAction Stop } | Should -Throw -PassThru
            Assert-Error $failure $Id $Category $Target
        }

        It 'knows the variables of the AWS CLI' {
            $aws = Start-LoopbackServer $answer
            $env:AWS_PROFILE = 'homeless'
            $env:AWS_DEFAULT_REGION = 'eu-west-3'
            try { $identity = Get-DcvAwsIdentity -EndpointUrl $aws.Uri } finally { Remove-Item Env:AWS_PROFILE, Env:AWS_DEFAULT_REGION }
            $identity.Region, $identity.ProfileName | Should -Be 'eu-west-3', 'homeless'
            $env:AWS_PROFILE = 'homeless'
            $env:AWS_ACCESS_KEY_ID = 'AKIAVARIABLE'
            $env:AWS_SECRET_ACCESS_KEY = 'variable-secret'
            try { $identity = Get-DcvAwsIdentity -Region eu-west-1 -EndpointUrl $aws.Uri } finally { Remove-Item Env:AWS_PROFILE, Env:AWS_ACCESS_KEY_ID, Env:AWS_SECRET_ACCESS_KEY }
            $identity.ProfileName | Should -BeNullOrEmpty
            @($aws.Seen)[-1] | Should -Match 'Credential=AKIAVARIABLE/'
            $env:AWS_PROFILE = 'nobody'
            try { $failure = { Get-DcvAwsIdentity -Region eu-west-1 -ErrorAction Stop } | Should -Throw -PassThru } finally { Remove-Item Env:AWS_PROFILE }
            Assert-Error $failure AwsProfileNotFound ObjectNotFound eu-west-1
        }

        It 'says that no region is known' {
            # The SDK reads the configuration file's own section; a profile without a region is as good as no file.
            $env:AWS_PROFILE = 'homeless'
            try { $failure = { Get-DcvAwsIdentity -ErrorAction Stop } | Should -Throw -PassThru } finally { Remove-Item Env:AWS_PROFILE }
            Assert-Error $failure AwsNoRegion InvalidArgument AWS
        }

        It 'asks nobody without encryption but this machine, whoever names the address' {
            $failure = { Get-DcvAwsIdentity -EndpointUrl http://sts.example -Region eu-west-1 -ErrorAction Stop } | Should -Throw -PassThru
            Assert-Error $failure AwsInsecureEndpoint SecurityError eu-west-1
            $env:AWS_ENDPOINT_URL = 'http://sts.example'
            try { $failure = { Get-DcvAwsIdentity -Region eu-west-1 -ErrorAction Stop } | Should -Throw -PassThru } finally { Remove-Item Env:AWS_ENDPOINT_URL }
            Assert-Error $failure AwsInsecureEndpoint SecurityError eu-west-1
        }

        It 'repeats nothing of a file that it cannot read' {
            $text = Get-Content $env:AWS_SHARED_CREDENTIALS_FILE -Raw
            Add-Content $env:AWS_SHARED_CREDENTIALS_FILE "[broken]`naws_secret_access_key the-key-without-an-equals-sign"
            try {
                foreach ($arguments in @{}, @{ ProfileName = 'lab' }, @{ Region = 'eu-west-1' }) {
                    $failure = { Get-DcvAwsIdentity @arguments -ErrorAction Stop } | Should -Throw -PassThru
                    $failure.FullyQualifiedErrorId | Should -Be 'AwsInvalidConfiguration,DcvAdmin.Aws.GetDcvAwsIdentityCommand'
                    $failure.ErrorDetails.Message | Should -BeLike "Line *credentials cannot be read."
                    $failure.Exception.ToString() + ($failure | Format-List * -Force | Out-String) | Should -Not -BeLike '*equals-sign*'
                }
            } finally { Set-Content $env:AWS_SHARED_CREDENTIALS_FILE $text -NoNewline }
        }

        It 'refuses <Region> as a region' -TestCases @(
            @{ Region = 'eu-west-1a'; Message = '*The region of this availability zone is eu-west-1*' }
            @{ Region = 'Ireland'; Message = '*is not the name of an AWS region*' }
        ) {
            { Get-DcvAwsIdentity -Region $Region } | Should -Throw -ExpectedMessage $Message -ErrorId 'ParameterArgumentTransformationError,DcvAdmin.Aws.GetDcvAwsIdentityCommand'
        }
    }

    Context 'completion' {
        It 'finds a region by code and by place, without asking anyone' {
            Complete 'Get-DcvAwsIdentity -Region eu-w' | Should -Be 'eu-west-1', 'eu-west-2', 'eu-west-3'
            Complete 'Get-DcvAwsIdentity -Region irel' | Should -Be 'eu-west-1'
        }

        It 'lists profiles of both files, quotes where needed, and no sections of another kind' {
            Complete 'Get-DcvAwsIdentity -ProfileName ' | Should -Be 'default', "'empty one'", 'homeless', 'lab', 'mfa', 'oidc', 'process'
        }
    }
}
