BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'common.ps1')
    $skip = -not (Get-WorkspacesEmulator)
}

Describe 'Invoke-DcvWorkspaceAction' -Skip:$skip {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'common.ps1')
        $surroundings = Enter-AwsTestBed
        $aws = Start-WorkspacesEmulator eu-central-1, us-east-1
        $env:AWS_ENDPOINT_URL = $aws.Uri

        function Read-Action {
            Read-EmulatedCall $aws | Where-Object { $_ -match '^\S+ (Start|Stop|Reboot|Rebuild|Restore|Terminate|Modify)' }
        }
    }

    AfterAll {
        Stop-WorkspacesEmulator $aws
        Exit-AwsTestBed $surroundings
    }

    BeforeEach {
        Set-EmulatedRegion $aws eu-central-1 @{ workspaces = @(
            @{ id = 'ws-11111111a'; user = 'anna'; tags = @{ 'DcvAdmin:Protected' = 'true' } }
            @{ id = 'ws-22222222b'; user = 'bob'; state = 'STOPPED' }
            @{ id = 'ws-33333333c'; user = 'Carla'; mode = 'ALWAYS_ON' }
            @{ id = 'ws-44444444d'; user = 'dave'; failsWith = 'OperationNotSupportedException' }
        ) }
        Set-EmulatedRegion $aws us-east-1 @{ count = 60 }
        $null = Read-EmulatedCall $aws
    }

    It 'acts on 25 at a time, region by region' {
        Get-DcvWorkspace -AllRegions -State Available -RunningMode AutoStop | Where-Object UserName -EQ anna | Invoke-DcvWorkspaceAction -Action Stop
        $calls = Read-Action
        $calls.Count | Should -Be 4
        @($calls | Where-Object { $_ -match '^us-east-1 StopWorkspaces' } | ForEach-Object { [regex]::Matches($_, 'ws-').Count } | Sort-Object -Descending) | Should -Be 25, 25, 10
        $calls | Should -Contain 'eu-central-1 StopWorkspaces {"StopWorkspaceRequests":[{"WorkspaceId":"ws-11111111a"}]}'
    }

    It 'acts on one at a time where the API takes one' {
        Get-DcvWorkspace -Region us-east-1 | Select-Object -First 3 | Invoke-DcvWorkspaceAction -Action Rebuild -Confirm:$false
        @(Read-Action).Count | Should -Be 3
    }

    It 'takes ids of the configured region, and rows with regions' {
        Invoke-DcvWorkspaceAction Start WS-22222222B
        'ws-33333333c' | Invoke-DcvWorkspaceAction Reboot
        [pscustomobject] @{ WorkspaceId = 'ws-000000001'; Region = 'us-east-1' } | Invoke-DcvWorkspaceAction Reboot
        Read-Action | Should -Be @(
            'eu-central-1 StartWorkspaces {"StartWorkspaceRequests":[{"WorkspaceId":"ws-22222222b"}]}'
            'eu-central-1 RebootWorkspaces {"RebootWorkspaceRequests":[{"WorkspaceId":"ws-33333333c"}]}'
            'us-east-1 RebootWorkspaces {"RebootWorkspaceRequests":[{"WorkspaceId":"ws-000000001"}]}'
        )
    }

    It 'goes by the state now, and not by that of the object' {
        $bob = Get-DcvWorkspace ws-22222222b
        Invoke-DcvWorkspaceAction Start ws-22222222b -Wait
        $bob.State | Should -Be 'Stopped'
        $bob | Invoke-DcvWorkspaceAction Stop
        @(Read-Action)[-1] | Should -BeLike '*StopWorkspaces*'
    }

    It 'refuses what is not legal before any call, and does the rest' {
        $taken = 'ws-22222222b', 'ws-33333333c', 'ws-11111111a', 'ws-99999999z' | Invoke-DcvWorkspaceAction Stop -PassThru -ErrorVariable failures -ErrorAction SilentlyContinue
        $taken.WorkspaceId | Should -Be 'ws-11111111a'
        $failures.Count | Should -Be 3
        Assert-Error $failures[0] WorkspaceNotFound ObjectNotFound ws-99999999z
        Assert-Error $failures[1] WorkspaceActionRefused InvalidOperation ws-22222222b
        "$($failures[1])" | Should -BeLike '*it is Stopped.'
        Assert-Error $failures[2] WorkspaceActionRefused InvalidOperation ws-33333333c
        "$($failures[2])" | Should -BeLike '*it is AlwaysOn.'
        Read-Action | Should -Be 'eu-central-1 StopWorkspaces {"StopWorkspaceRequests":[{"WorkspaceId":"ws-11111111a"}]}'
    }

    It 'reports one that AWS refuses, and goes on with the others' {
        $taken = 'ws-11111111a', 'ws-44444444d' | Invoke-DcvWorkspaceAction Reboot -PassThru -ErrorVariable failures -ErrorAction SilentlyContinue
        $taken.WorkspaceId | Should -Be 'ws-11111111a'
        Assert-Error $failures[0] WorkspaceActionFailed InvalidResult ws-44444444d
        "$($failures[0])" | Should -BeLike '*OperationNotSupportedException: Words of AWS*'
    }

    It 'never terminates what a tag protects' {
        'ws-11111111a', 'ws-22222222b' | Invoke-DcvWorkspaceAction Terminate -Confirm:$false -Wait -ErrorVariable failures -ErrorAction SilentlyContinue
        Assert-Error $failures[0] WorkspaceActionRefused InvalidOperation ws-11111111a
        Read-Action | Should -Be 'eu-central-1 TerminateWorkspaces {"TerminateWorkspaceRequests":[{"WorkspaceId":"ws-22222222b"}]}'
        (Get-DcvWorkspace).WorkspaceId | Should -Be 'ws-11111111a', 'ws-33333333c', 'ws-44444444d'
    }

    It 'refuses objects of another account' {
        $foreign = [DcvAdmin.Workspaces.DcvWorkspace]::new('ws-11111111a', 'eu-central-1', '999999999999')
        $foreign | Invoke-DcvWorkspaceAction Reboot -ErrorVariable failures -ErrorAction SilentlyContinue
        Assert-Error $failures[0] WorkspaceOfOtherAccount InvalidOperation ws-11111111a
        Read-Action | Should -BeNullOrEmpty
    }

    It 'says with -WhatIf exactly which calls would go out' {
        $lines = Invoke-Fresh @"
Import-Module `$manifest
`$env:AWS_ENDPOINT_URL = '$($aws.Uri)'
'ws-11111111a', 'ws-33333333c' | Invoke-DcvWorkspaceAction Reboot -WhatIf
Invoke-DcvWorkspaceAction SetRunningMode ws-33333333c -RunningMode AutoStop -AutoStopTimeout 2h -WhatIf
"@
        $lines | Should -Contain 'What if: Performing the operation "RebootWorkspaces" on target "ws-11111111a, ws-33333333c in eu-central-1 of 123456789012".'
        $lines | Should -Contain 'What if: Performing the operation "ModifyWorkspaceProperties to AutoStop after 2 h" on target "ws-33333333c in eu-central-1 of 123456789012".'
        Read-Action | Should -BeNullOrEmpty
    }

    It 'asks before <_>, and does nothing where nobody can answer' -ForEach Rebuild, Restore, Terminate {
        $lines = Invoke-Fresh @"
Import-Module `$manifest
`$env:AWS_ENDPOINT_URL = '$($aws.Uri)'
try { Invoke-DcvWorkspaceAction $_ ws-22222222b } catch { `$_.FullyQualifiedErrorId }
"@
        "$lines" | Should -BeLike '*WorkspaceActionNotConfirmed*'
        Read-Action | Should -BeNullOrEmpty
    }

    It 'asks nothing before a reboot, and does not go on where -Confirm says no' {
        Invoke-DcvWorkspaceAction Reboot ws-11111111a
        @(Read-Action).Count | Should -Be 1
    }

    It 'sets the running mode, and waits for it' {
        $after = Invoke-DcvWorkspaceAction SetRunningMode ws-33333333c -RunningMode AutoStop -AutoStopTimeout 1h -Wait -Timeout 30 -PassThru
        Read-Action | Should -BeLike '*"RunningMode":"AUTO_STOP","RunningModeAutoStopTimeoutInMinutes":60*'
        $after.RunningMode | Should -Be 'AutoStop'
    }

    It 'sets maintenance and ends it' {
        (Invoke-DcvWorkspaceAction SetMaintenance ws-11111111a -Wait -PassThru).State | Should -Be 'AdminMaintenance'
        (Invoke-DcvWorkspaceAction EndMaintenance ws-11111111a -Wait -PassThru).State | Should -Be 'Available'
    }

    It 'waits until the state is reached, and returns how they are then' {
        (Invoke-DcvWorkspaceAction Start ws-22222222b -Wait -PassThru).State | Should -Be 'Available'
    }

    It 'says which one went wrong, and which one takes too long' {
        Set-EmulatedRegion $aws eu-central-1 @{ workspaces = @(@{ id = 'ws-22222222b'; state = 'STOPPED'; endsIn = 'ERROR' }, @{ id = 'ws-33333333c'; state = 'STOPPED'; endsIn = 'STARTING' }) }
        'ws-22222222b', 'ws-33333333c' | Invoke-DcvWorkspaceAction Start -Wait -Timeout 3 -ErrorVariable failures -ErrorAction SilentlyContinue
        Assert-Error $failures[0] WorkspaceActionWentWrong InvalidResult ws-22222222b
        Assert-Error $failures[1] WorkspaceActionLate OperationTimeout ws-33333333c
    }

    It 'begins no more calls when the pipeline ends by <Name>' -ForEach @(
        @{ Name = 'an error'; Script = { Get-DcvWorkspace -Region us-east-1 | Invoke-DcvWorkspaceAction Rebuild -Confirm:$false -ThrottleLimit 1 -ErrorAction Stop } }
        @{ Name = 'who wants no more'; Script = { Get-DcvWorkspace -Region us-east-1 | Invoke-DcvWorkspaceAction Rebuild -Confirm:$false -ThrottleLimit 1 -PassThru | Select-Object -First 1 } }
    ) {
        $workspaces = 1..20 | ForEach-Object { @{ id = "ws-0000000$($_.ToString('00'))"; failsWith = $(if ($_ -eq 1 -and $Name -eq 'an error') { 'OperationNotSupportedException' }) } }
        Set-EmulatedRegion $aws us-east-1 @{ workspaces = $workspaces; latency = 30 }
        try { $null = & $Script } catch { Assert-Error $_ WorkspaceActionFailed InvalidResult ws-000000001 }
        @(Read-Action).Count | Should -BeLessOrEqual 3
    }

    It 'begins no more calls after Ctrl+C' {
        Set-EmulatedRegion $aws us-east-1 @{ count = 40; latency = 200 }
        $other = Start-OtherPipeline "Get-DcvWorkspace -Region us-east-1 | Invoke-DcvWorkspaceAction Rebuild -Confirm:`$false -ThrottleLimit 1"
        try {
            $running = $other.BeginInvoke()
            for ($i = 0; $i -lt 100 -and -not (Invoke-RestMethod -Uri "$($aws.Uri)emulator/calls" | Select-String Rebuild); $i++) { Start-Sleep -Milliseconds 50 }
            $other.Stop()
            $running.IsCompleted | Should -BeTrue
        } finally {
            $other.Dispose()
        }
        @(Read-Action).Count | Should -BeIn (1..4)
    }

    It 'asks whatever the preference is spelt like' -ForEach "'high'", "'High'", 3, '$null' {
        $lines = Invoke-Fresh @"
Import-Module `$manifest
`$env:AWS_ENDPOINT_URL = '$($aws.Uri)'
function Test { `$ConfirmPreference = $_; Invoke-DcvWorkspaceAction Terminate ws-22222222b }
try { Test } catch { `$_.FullyQualifiedErrorId }
"@
        "$lines" | Should -BeLike '*WorkspaceActionNotConfirmed*'
        Read-Action | Should -BeNullOrEmpty
    }

    It 'acts as whom a WorkSpace was read, and once on one that comes by two routes' {
        $rows = @(
            [pscustomobject] @{ WorkspaceId = 'ws-11111111a'; Region = 'eu-central-1'; ProfileName = 'lab' }
            [pscustomobject] @{ WorkspaceId = 'ws-33333333c'; Region = 'eu-central-1'; ProfileName = 'default' }
            [pscustomobject] @{ WorkspaceId = 'WS-33333333C'; Region = ''; ProfileName = 'default' }
            [pscustomobject] @{ WorkspaceId = 'ws-11111111a'; Region = 'eu-central-1'; ProfileName = 'default' }
        )
        $rows | Invoke-DcvWorkspaceAction Reboot
        $calls = Read-Action
        $calls.Count | Should -Be 2
        $calls | Should -Contain 'eu-central-1 RebootWorkspaces {"RebootWorkspaceRequests":[{"WorkspaceId":"ws-11111111a"}]}'
        $calls | Should -Contain 'eu-central-1 RebootWorkspaces {"RebootWorkspaceRequests":[{"WorkspaceId":"ws-33333333c"}]}'
    }

    It 'names the permission that is missing' {
        $someone = Get-DcvWorkspace ws-11111111a
        Set-EmulatedRegion $aws eu-central-1 @{ refusal = @{ status = 400; code = 'AccessDeniedException'; message = 'no' } }
        $someone | Invoke-DcvWorkspaceAction Reboot -ErrorVariable failures -ErrorAction SilentlyContinue
        Assert-Error $failures[0] AwsAccessDenied PermissionDenied eu-central-1
        $failures[0].ErrorDetails.RecommendedAction | Should -BeLike 'Grant workspaces:DescribeWorkspaces*'
    }

    It 'refuses <Name> before anything is read' -ForEach @(
        @{ Name = 'a running mode with another action'; Id = 'RunningModeNotMeant'; Call = { Invoke-DcvWorkspaceAction Start ws-11111111a -RunningMode AutoStop } }
        @{ Name = 'no running mode'; Id = 'RunningModeInvalid'; Call = { Invoke-DcvWorkspaceAction SetRunningMode ws-11111111a } }
        @{ Name = 'half an hour'; Id = 'RunningModeInvalid'; Call = { Invoke-DcvWorkspaceAction SetRunningMode ws-11111111a -RunningMode AutoStop -AutoStopTimeout 90m } }
        @{ Name = 'a time with AlwaysOn'; Id = 'RunningModeInvalid'; Call = { Invoke-DcvWorkspaceAction SetRunningMode ws-11111111a -RunningMode AlwaysOn -AutoStopTimeout 1h } }
        @{ Name = 'no time to wait'; Id = 'TimeoutInvalid'; Call = { Invoke-DcvWorkspaceAction Start ws-11111111a -Wait -Timeout 0 } }
        @{ Name = 'a time to wait without waiting'; Id = 'TimeoutInvalid'; Call = { Invoke-DcvWorkspaceAction Start ws-11111111a -Timeout 5m } }
        @{ Name = 'years'; Id = 'TimeoutInvalid'; Call = { Invoke-DcvWorkspaceAction Start ws-11111111a -Wait -Timeout 9999999.00:00:00 } }
        @{ Name = 'an action that is none'; Id = 'CannotConvertArgumentNoMessage'; Call = { Invoke-DcvWorkspaceAction -Action Explode -WorkspaceId ws-11111111a } }
    ) {
        $Call | Should -Throw -ErrorId "$Id,*"
        "$(Read-EmulatedCall $aws)" | Should -BeNullOrEmpty
    }
}
