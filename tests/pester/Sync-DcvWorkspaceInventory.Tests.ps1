BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'common.ps1')
    $skip = -not (Get-WorkspacesEmulator)
}

Describe 'Sync-DcvWorkspaceInventory' -Skip:$skip {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'common.ps1')
        $surroundings = Enter-AwsTestBed
        $aws = Start-WorkspacesEmulator eu-central-1, us-east-1
        $env:AWS_ENDPOINT_URL = $aws.Uri
    }

    AfterAll {
        Stop-WorkspacesEmulator $aws
        Exit-AwsTestBed $surroundings
    }

    BeforeEach {
        Set-EmulatedRegion $aws eu-central-1 @{ workspaces = @(@{ id = 'ws-11111111a' }, @{ id = 'ws-22222222b'; user = 'bob' }) }
        Set-EmulatedRegion $aws us-east-1 @{ count = 30 }
        $store = New-StoreUri
    }

    It 'adds, changes and removes, and then has nothing to do' {
        $first = Sync-DcvWorkspaceInventory -AllRegions -Store $store | Sort-Object Region
        $first.Region | Should -Be 'eu-central-1', 'us-east-1'
        $first.Added.Count | Should -Be 32
        $first.Outcome | Sort-Object -Unique | Should -Be 'Complete'

        Set-EmulatedRegion $aws eu-central-1 @{ workspaces = @(@{ id = 'ws-22222222b'; user = 'bob'; state = 'STOPPED' }, @{ id = 'ws-33333333c' }) }
        $second = Sync-DcvWorkspaceInventory -Region eu-central-1 -Store $store
        $second.Added.WorkspaceId, $second.Changed.WorkspaceId, $second.Removed.WorkspaceId | Should -Be 'ws-33333333c', 'ws-22222222b', 'ws-11111111a'
        $second.Changed.State | Should -Be 'Stopped'
        (Get-DcvWorkspace -FromInventory -Store $store).Count | Should -Be 32

        $third = Sync-DcvWorkspaceInventory -AllRegions -Store $store
        ($third.Added.Count + $third.Changed.Count + $third.Removed.Count), ($third | Measure-Object Unchanged -Sum).Sum | Should -Be 0, 32
        ($third | Format-Table | Out-String) | Should -Match 'Unchanged'
    }

    It 'removes nothing from a region that could not be read, and reports it' {
        $null = Sync-DcvWorkspaceInventory -AllRegions -Store $store
        Set-EmulatedRegion $aws us-east-1 @{ refusal = @{ status = 400; code = 'AccessDeniedException'; message = 'no' } }
        $changes = Sync-DcvWorkspaceInventory -AllRegions -Store $store -ErrorVariable failures -ErrorAction SilentlyContinue
        Assert-Error $failures[0] AwsAccessDenied PermissionDenied us-east-1
        $east = $changes | Where-Object Region -EQ us-east-1
        $east.Outcome, $east.Removed.Count | Should -Be 'Unreadable', 0
        $east.Failure | Should -BeLike 'AWS refused DescribeWorkspaces in us-east-1*'
        (Get-DcvWorkspace -FromInventory -Store $store).Count | Should -Be 32
    }

    It 'empties a region that is empty' {
        $null = Sync-DcvWorkspaceInventory -AllRegions -Store $store
        Set-EmulatedRegion $aws us-east-1 @{ }
        (Sync-DcvWorkspaceInventory -Region us-east-1 -Store $store).Removed.Count | Should -Be 30
        (Get-DcvWorkspace -FromInventory -Store $store).Region | Sort-Object -Unique | Should -Be 'eu-central-1'
    }

    It 'does nothing with -WhatIf, not even make the file' {
        Sync-DcvWorkspaceInventory -AllRegions -Store $store -WhatIf | Should -BeNullOrEmpty
        ([uri] $store).LocalPath | Should -Not -Exist
    }

    It 'refuses two answers to the question of where, and a broker' {
        Sync-DcvWorkspaceInventory -AllRegions -Region us-east-1 -Store $store -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Assert-Error $failures[0] RegionTwice InvalidArgument ''
        { Sync-DcvWorkspaceInventory -Store https://broker01:8443 } | Should -Throw -ErrorId 'StoreInvalidUri,*'
    }
}
