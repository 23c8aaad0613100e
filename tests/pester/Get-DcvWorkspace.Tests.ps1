BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'common.ps1')
    $skip = -not (Get-WorkspacesEmulator)
}

Describe 'Get-DcvWorkspace' -Skip:$skip {
    BeforeAll {
        . (Join-Path $PSScriptRoot 'common.ps1')
        $surroundings = Enter-AwsTestBed
        $aws = Start-WorkspacesEmulator eu-central-1, eu-north-1, us-east-1
        $env:AWS_ENDPOINT_URL = $aws.Uri
    }

    AfterAll {
        Stop-WorkspacesEmulator $aws
        Exit-AwsTestBed $surroundings
    }

    BeforeEach {
        Set-EmulatedRegion $aws eu-central-1 @{ workspaces = @(
            @{ id = 'ws-11111111a'; user = 'anna'; tags = @{ Team = 'design'; 'DcvAdmin:Protected' = 'true' } }
            @{ id = 'ws-22222222b'; user = 'bob'; state = 'STOPPED'; tags = @{ Team = 'design' } }
            @{ id = 'ws-33333333c'; user = 'Carla'; mode = 'ALWAYS_ON'; directory = 'd-9999999999'; bundle = 'wsb-999999999' }
        ) }
        Set-EmulatedRegion $aws eu-north-1 @{ count = 60; emptyPages = 1 }
        Set-EmulatedRegion $aws us-east-1 @{ }
        $null = Read-EmulatedCall $aws
        $env:REGIONLIST = $null
    }

    Context 'regions' {
        It 'reads the configured region, and every page of it' {
            (Get-DcvWorkspace).WorkspaceId | Should -Be 'ws-11111111a', 'ws-22222222b', 'ws-33333333c'
            (Get-DcvWorkspace -ProfileName lab).Count | Should -Be 60
        }

        It 'reads the regions that are named, in any case' {
            $all = Get-DcvWorkspace -Region EU-CENTRAL-1, us-east-1, eu-north-1
            $all.Count | Should -Be 63
            $all.Region | Sort-Object -Unique | Should -Be 'eu-central-1', 'eu-north-1'
            $all[0].AccountId | Should -Be '123456789012'
        }

        It 'reads all regions, or those of REGIONLIST' {
            (Get-DcvWorkspace -AllRegions).Count | Should -Be 63
            $env:REGIONLIST = 'eu-central-1;us-east-1'
            (Get-DcvWorkspace -AllRegions).Count | Should -Be 3
        }

        It 'needs no configured region for all of them' {
            $former = $env:AWS_PROFILE
            try {
                $env:AWS_PROFILE = 'homeless'
                (Get-DcvWorkspace -AllRegions -Verbose 4>$null).Count | Should -Be 63
                { Get-DcvWorkspace } | Should -Throw -ErrorId 'AwsNoRegion,*'
            } finally {
                $env:AWS_PROFILE = $former
            }
        }

        It 'reports a region that cannot be read, and reads the others' {
            Set-EmulatedRegion $aws us-east-1 @{ refusal = @{ status = 400; code = 'AccessDeniedException'; message = 'no' } }
            $all = Get-DcvWorkspace -AllRegions -ErrorVariable failures -ErrorAction SilentlyContinue
            $all.Count | Should -Be 63
            $failures.Count | Should -Be 1
            Assert-Error $failures[0] AwsAccessDenied PermissionDenied us-east-1
            $failures[0].ErrorDetails.RecommendedAction | Should -BeLike 'Grant workspaces:DescribeWorkspaces to *'
        }

        It 'refuses two answers to the question of where' {
            Get-DcvWorkspace -Region eu-central-1 -AllRegions -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            Assert-Error $failures[0] RegionTwice InvalidArgument ''
        }

        It 'stops asking when nobody wants more' {
            (Get-DcvWorkspace -Region eu-north-1 | Select-Object -First 1).WorkspaceId | Should -Be 'ws-000000000'
            @(Read-EmulatedCall $aws | Where-Object { $_ -match ' DescribeWorkspaces ' }).Count | Should -BeLessOrEqual 3
        }

        It 'waits out throttling, and says so' {
            Set-EmulatedRegion $aws us-east-1 @{ count = 1; throttle = 2 }
            $lines = Get-DcvWorkspace -Region us-east-1 -Verbose 4>&1 | ForEach-Object { "$_" }
            $lines | Should -Contain 'ws-000000000'
            "$lines" | Should -BeLike '*AWS throttles us-east-1: slowing down*'
        }
    }

    Context 'filters' {
        It 'finds by <Name>' -ForEach @(
            @{ Name = 'id'; With = @{ WorkspaceId = 'WS-22222222B' }; Expected = 'ws-22222222b' }
            @{ Name = 'user in any case'; With = @{ UserName = 'CARLA' }; Expected = 'ws-33333333c' }
            @{ Name = 'directory'; With = @{ DirectoryId = 'd-9999999999' }; Expected = 'ws-33333333c' }
            @{ Name = 'bundle'; With = @{ BundleId = 'wsb-999999999' }; Expected = 'ws-33333333c' }
            @{ Name = 'directory in capitals'; With = @{ DirectoryId = 'D-9999999999' }; Expected = 'ws-33333333c' }
            @{ Name = 'state'; With = @{ State = 'Stopped' }; Expected = 'ws-22222222b' }
            @{ Name = 'running mode'; With = @{ RunningMode = 'AlwaysOn' }; Expected = 'ws-33333333c' }
            @{ Name = 'a tag as a table'; With = @{ Tag = @{ Team = 'design' } }; Expected = 'ws-11111111a', 'ws-22222222b' }
            @{ Name = 'tags as texts'; With = @{ Tag = 'Team=design', 'DcvAdmin:Protected=true' }; Expected = 'ws-11111111a' }
            @{ Name = 'two things at once'; With = @{ Tag = 'Team=design'; State = 'Stopped' }; Expected = 'ws-22222222b' }
        ) {
            (Get-DcvWorkspace @With).WorkspaceId | Should -Be $Expected
        }

        It 'lets AWS look where it can' {
            $null = Get-DcvWorkspace -UserName Carla -DirectoryId d-9999999999
            $null = Get-DcvWorkspace -Tag Team=design
            $calls = Read-EmulatedCall $aws
            $calls | Should -Contain 'eu-central-1 DescribeWorkspaces {"DirectoryId":"d-9999999999","UserName":"Carla"}'
            $calls | Should -Contain 'eu-central-1 GetResources {"ResourceTypeFilters":["workspaces:workspace"],"TagFilters":[{"Key":"Team","Values":["design"]}]}'
            $calls | Should -Contain 'eu-central-1 DescribeWorkspaces {"WorkspaceIds":["ws-11111111a","ws-22222222b"]}'
        }

        It 'says which id does not exist' {
            $found = Get-DcvWorkspace ws-22222222b, ws-99999999z -ErrorVariable failures -ErrorAction SilentlyContinue
            $found.WorkspaceId | Should -Be 'ws-22222222b'
            Assert-Error $failures[0] WorkspaceNotFound ObjectNotFound ws-99999999z
        }

        It 'refuses <Text> before anything is asked' -ForEach @(
            @{ Text = 'an id that is none'; Call = { Get-DcvWorkspace i-0123456789abcdef0 } }
            @{ Text = 'a directory that is none'; Call = { Get-DcvWorkspace -DirectoryId "d-1'" } }
            @{ Text = 'a bundle that is none'; Call = { Get-DcvWorkspace -BundleId bundle } }
            @{ Text = 'a tag without a value'; Call = { Get-DcvWorkspace -Tag Team } }
            @{ Text = 'no tag'; Call = { Get-DcvWorkspace -Tag @{ } } }
            @{ Text = 'a tag without a key'; Call = { Get-DcvWorkspace -Tag '=x' } }
            @{ Text = 'a state that is none'; Call = { Get-DcvWorkspace -State Sleeping } }
            @{ Text = 'a region that is none'; Call = { Get-DcvWorkspace -Region Frankfurt } }
        ) {
            $Call | Should -Throw
            "$(Read-EmulatedCall $aws)" | Should -BeNullOrEmpty
        }
    }

    Context 'objects' {
        It 'says what may be done, and Terminate only where the tags were read' {
            $bob = Get-DcvWorkspace ws-22222222b
            $bob.State, $bob.RunningMode | Should -Be 'Stopped', 'AutoStop'
            $bob.AllowedActions | Should -Be 'Start', 'Rebuild', 'Restore', 'SetRunningMode'
            (Get-DcvWorkspace ws-22222222b -IncludeTags).AllowedActions | Should -Contain 'Terminate'
            (Get-DcvWorkspace ws-11111111a -IncludeTags).AllowedActions | Should -Not -Contain 'Terminate'
        }

        It 'joins connections in by the page' {
            Set-EmulatedRegion $aws eu-north-1 @{ count = 60 }
            $all = Get-DcvWorkspace -Region eu-north-1 -IncludeConnectionStatus
            $all.Connection.State | Sort-Object -Unique | Should -Be 'Connected'
            @(Read-EmulatedCall $aws | Where-Object { $_ -match 'ConnectionStatus' }).Count | Should -Be 3
        }

        It 'takes ids, rows and its own objects from the pipeline' {
            ('ws-11111111a', 'ws-22222222b' | Get-DcvWorkspace).UserName | Should -Be 'anna', 'bob'
            ([pscustomobject] @{ WorkspaceId = 'ws-000000007'; Region = 'eu-north-1' } | Get-DcvWorkspace).Region | Should -Be 'eu-north-1'
            (Get-DcvWorkspace ws-33333333c | Get-DcvWorkspace).UserName | Should -Be 'Carla'
            ('UserName,Region', 'bob,eu-central-1' | ConvertFrom-Csv | Get-DcvWorkspace).WorkspaceId | Should -Be 'ws-22222222b'
            $null = Read-EmulatedCall $aws
            [pscustomobject] @{ Size = 3 } | Get-DcvWorkspace -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failures.Count | Should -Be 1
            "$(Read-EmulatedCall $aws)" | Should -BeNullOrEmpty
        }

        It 'is a line of text in a CSV file' {
            (Get-DcvWorkspace ws-22222222b -IncludeConnectionStatus | Select-Object AllowedActions, Connection | ConvertTo-Csv -NoTypeInformation)[1] | Should -Be '"Start, Rebuild, Restore, SetRunningMode","Unknown"'
        }

        It 'is completed from what was seen' {
            $null = Get-DcvWorkspace -AllRegions
            Complete 'Get-DcvWorkspace -WorkspaceId ws-2' | Should -Be 'ws-22222222b'
            Complete 'Get-DcvWorkspace -WorkspaceId carl' | Should -Be 'ws-33333333c'
            Complete 'Get-DcvWorkspace -UserName bo' | Should -Be 'bob'
            Complete 'Get-DcvWorkspace -BundleId wsb-9' | Should -Be 'wsb-999999999'
            Complete 'Invoke-DcvWorkspaceAction Reboot -WorkspaceId ws-1' | Should -Be 'ws-11111111a'
        }
    }

    Context 'the inventory' {
        It 'shows rows, filtered, with their age' {
            $store = New-StoreUri
            $null = Sync-DcvWorkspaceInventory -AllRegions -Store $store
            $null = Read-EmulatedCall $aws
            $rows = Get-DcvWorkspace -FromInventory -Store $store
            $rows.Count | Should -Be 63
            $bob = Get-DcvWorkspace -FromInventory -UserName BOB -Store $store
            $bob.WorkspaceId | Should -Be 'ws-22222222b'
            $bob.Age | Should -BeOfType ([timespan])
            $bob.Age | Should -BeLessThan ([timespan] '0:05')
            $bob.AsOf | Should -BeGreaterOrEqual $bob.RecordedAt
            (Get-DcvWorkspace -FromInventory -Region eu-central-1 -State Stopped -Store $store).UserName | Should -Be 'bob'
            "$(Read-EmulatedCall $aws)" | Should -BeNullOrEmpty
            ($bob | Format-Table | Out-String) | Should -Match 'Age'
        }

        It 'is empty where nothing was ever written, and says which id it has not' {
            $store = New-StoreUri
            Get-DcvWorkspace -FromInventory -Store $store | Should -BeNullOrEmpty
            Get-DcvWorkspace ws-99999999z -FromInventory -Store $store -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            Assert-Error $failures[0] WorkspaceNotFound ObjectNotFound ws-99999999z
        }

        It 'says so where it has the id, but not with the other conditions' {
            $store = New-StoreUri
            $null = Sync-DcvWorkspaceInventory -Store $store
            Get-DcvWorkspace ws-11111111a -FromInventory -State Stopped -Store $store -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            "$($failures[0])" | Should -BeLike '*that meets the other conditions.'
        }

        It 'takes nothing that says how AWS is asked' {
            Get-DcvWorkspace -FromInventory -ProfileName lab -Store (New-StoreUri) -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            Assert-Error $failures[0] NotOfInventory InvalidArgument ''
        }

        It 'is never behind a broker' {
            { Get-DcvWorkspace -FromInventory -Store https://broker01:8443 } | Should -Throw -ErrorId 'StoreInvalidUri,*'
        }
    }
}
