BeforeDiscovery {
    . (Join-Path $PSScriptRoot 'common.ps1')
    # Every Get- cmdlet and every other cmdlet of its noun.
    $cmdlets = (Import-PowerShellDataFile $DcvAdminManifest).CmdletsToExport
    # Those of other nouns work on hosts, and their suites pipe them.
    $pairs = foreach ($get in $cmdlets -like 'Get-*' | Where-Object { (Get-Command $_).Parameters['Store'] }) {
        foreach ($sibling in $cmdlets | Where-Object { $_ -ne $get -and $_.Split('-')[1] -eq $get.Split('-')[1] }) { @{ Get = $get; Sibling = $sibling } }
    }
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'common.ps1')
    $yes = '<auth result="yes"><username>u</username></auth>'
    $store = New-StoreUri
    $tokens = 1..8 | ForEach-Object { New-DcvAuthToken -Store $store -SessionId s -UserName "u$_" }
}

Describe 'The pipeline' {
    AfterEach { if ($server) { Stop-LoopbackServer $server; $server = $null } }

    It 'takes what <Get> writes into <Sibling>' -TestCases $pairs {
        $mine = New-StoreUri
        $null = New-DcvAuthToken -Store $mine -SessionId s -UserName u
        $failures = $null
        $more = if ((Get-Command $Sibling).Parameters['PassThru']) { @{ PassThru = $true } } else { @{} }
        $output = & $Get -Store $mine | & $Sibling -Store $mine -ErrorVariable failures @more
        $failures | Should -BeNullOrEmpty
        @($output).Count | Should -Be 1
    }

    It 'ends work that is under way, and starts no more, when Select-Object has enough' {
        $server = Start-LoopbackServer $yes -AnswerOnly 1
        $one = $tokens | Test-DcvAuthToken -VerifierUri $server.Uri -ThrottleLimit 3 | Select-Object -First 1
        $one.Verdict | Should -Be 'Granted'
        # The work was awaited: what was asked when the statement returned is all that is ever asked, and every question is hung up.
        $asked = $server.Seen.Count
        $asked | Should -BeLessOrEqual 4
        Wait-Until { Test-HungUp $server }
        $server.Seen.Count | Should -Be $asked
    }

    It 'ends work that is under way when -ErrorAction Stop ends the pipeline' {
        $server = Start-LoopbackServer '<html/>' -AnswerOnly 1
        { $tokens | Test-DcvAuthToken -VerifierUri $server.Uri -ThrottleLimit 3 -ErrorAction Stop } | Should -Throw -ErrorId 'VerifierProtocol,*'
        Wait-Until { Test-HungUp $server }
        $server.Seen.Count | Should -BeLessOrEqual 4
    }

    It 'ends work that is under way when the cmdlet before it fails' {
        $server = Start-LoopbackServer $yes -AnswerOnly 0
        { & { $tokens[0..1]; Wait-Until { $server.Waiting.Count -eq 2 }; throw 'upstream' } | Test-DcvAuthToken -VerifierUri $server.Uri } | Should -Throw 'upstream'
        $server.Waiting.Count | Should -Be 2
        Wait-Until { Test-HungUp $server }
    }

    It 'ends work that is under way when the cmdlet after it fails' {
        $server = Start-LoopbackServer $yes -AnswerOnly 1
        { $tokens | Test-DcvAuthToken -VerifierUri $server.Uri -ThrottleLimit 3 | ForEach-Object { throw 'downstream' } } | Should -Throw 'downstream'
        Wait-Until { Test-HungUp $server }
    }

    It 'ends work that is under way at Ctrl+C' {
        $server = Start-LoopbackServer $yes -AnswerOnly 0
        $shell = Start-OtherPipeline '$tokens | Test-DcvAuthToken -VerifierUri $uri -ThrottleLimit 2' @{ tokens = $tokens; uri = $server.Uri }
        try {
            $null = $shell.BeginInvoke()
            Wait-Until { $server.Waiting.Count -eq 2 }
            $shell.Stop()
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
            Wait-Until { Test-HungUp $server }
            $server.Seen.Count | Should -Be 2
        } finally { $shell.Dispose() }
    }

    It 'leaves no token behind that nobody has seen, at Ctrl+C' {
        $rows = 1..20000 | ForEach-Object { [pscustomobject] @{ SessionId = 's'; UserName = "u$_" } }
        # Several times, for the stop is to meet the call to the store now and then.
        foreach ($after in 600, 1100, 1600, 2100, 2600, 3100, 3600, 4100) {
            $mine = New-StoreUri
            $seen = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $shell = Start-OtherPipeline '$rows | New-DcvAuthToken -Store $store' @{ rows = $rows; store = $mine }
            try {
                $null = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $seen)
                Wait-Until { $seen.Count -gt $after }
                $shell.Stop()
            } finally { $shell.Dispose() }

            $ids = [System.Collections.Generic.HashSet[string]]::new([string[]] @($seen.Id))
            $unseen = Get-DcvAuthToken -Store $mine -State Active | Where-Object { -not $ids.Contains($_.Id) }
            # One may have been on its way out.
            @($unseen).Count | Should -BeLessOrEqual 1 -Because "it was stopped after $after"
        }
    }

    It 'revokes what it said it would, at Ctrl+C' {
        $many = 1..6000 | ForEach-Object { [pscustomobject] @{ SessionId = 's'; UserName = "u$_" } } | New-DcvAuthToken -Store ($mine = New-StoreUri)
        foreach ($part in 0..4) {
            $shell = Start-OtherPipeline '$many | Revoke-DcvAuthToken -Store $store -Verbose' @{ many = $many[($part * 1200)..($part * 1200 + 1199)]; store = $mine }
            try {
                $null = $shell.BeginInvoke()
                Wait-Until { $shell.Streams.Verbose.Count -gt 501 }
                $shell.Stop()
                $said = @($shell.Streams.Verbose | Where-Object Message -Like '*"Revoke"*' | ForEach-Object { ($_.Message -split 'token ')[1].Split(' ')[0] })
            } finally { $shell.Dispose() }

            $revoked = [System.Collections.Generic.HashSet[string]]::new([string[]] @((Get-DcvAuthToken -Store $mine -State Revoked).Id))
            # The stop may come between the word and the list.
            @($said | Where-Object { -not $revoked.Contains($_) }).Count | Should -BeLessOrEqual 1
        }
    }

    It 'shows progress while someone waits, and takes it away at the end' {
        $server = Start-LoopbackServer $yes -AnswerOnly 0
        $shell = Start-OtherPipeline '$token | Test-DcvAuthToken -VerifierUri $uri' @{ token = $tokens[0]; uri = $server.Uri }
        try {
            $running = $shell.BeginInvoke()
            Wait-Until { $shell.Streams.Progress.Count -gt 0 }
            $shell.Streams.Progress[0].Activity | Should -Be 'Testing DCV connection tokens'
            Wait-Until { $server.Waiting.Count -eq 1 }
            Send-Reply @($server.Waiting)[0] $yes
            $shell.EndInvoke($running).Verdict | Should -Be 'Granted'
            $shell.Streams.Progress[-1].RecordType | Should -Be 'Completed'
            @($shell.Streams.Progress.ActivityId | Sort-Object -Unique).Count | Should -Be 1
        } finally { $shell.Dispose() }
    }

    It 'takes its progress away where it fails' {
        # The script catches the error and goes on; a bar that stays would tell of work that nobody does.
        $server = Start-LoopbackServer '<html/>' -AnswerOnly 0
        $shell = Start-OtherPipeline 'try { $token | Test-DcvAuthToken -VerifierUri $uri -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }' @{ token = $tokens[0]; uri = $server.Uri }
        try {
            $running = $shell.BeginInvoke()
            Wait-Until { $shell.Streams.Progress.Count -gt 0 -and $server.Waiting.Count -eq 1 }
            Send-Reply @($server.Waiting)[0] '<html/>'
            $shell.EndInvoke($running) | Should -BeLike 'VerifierProtocol,*'
            $shell.Streams.Progress[-1].RecordType | Should -Be 'Completed'
        } finally { $shell.Dispose() }
    }

    It 'lets an answer out although more input may come' {
        $server = Start-LoopbackServer $yes
        $seen = [System.Collections.Generic.List[object]]::new()
        $counts = @{}
        & {
            # The answer to one token comes out when the next is there.
            for ($i = 0; $i -lt 500 -and $seen.Count -eq 0; $i++) {
                $tokens[0]
                Start-Sleep -Milliseconds 20
            }

            $counts.Early = $seen.Count
        } | Test-DcvAuthToken -VerifierUri $server.Uri -ThrottleLimit 64 | ForEach-Object { $seen.Add($_) }
        $counts.Early | Should -BeGreaterThan 0
    }

    It 'carries out what was announced, also where the cmdlet before it fails' {
        $mine = New-StoreUri
        $rows = 1..3 | ForEach-Object { New-DcvAuthToken -Store $mine -SessionId s -UserName "u$_" }
        { & { $rows; throw 'upstream' } | Revoke-DcvAuthToken -Store $mine } | Should -Throw 'upstream'
        Get-DcvAuthToken -Store $mine -State Active | Should -BeNullOrEmpty
    }

    It 'shows no progress for what is done at once' {
        $shell = Start-OtherPipeline 'New-DcvAuthToken -SessionId s -UserName u -Store $store' @{ store = $store }
        try {
            $shell.Invoke().UserName | Should -Be 'u'
            @($shell.Streams.Progress | Where-Object Activity -Like '*DCV*').Count | Should -Be 0
        } finally { $shell.Dispose() }
    }

    It 'works in ForEach-Object -Parallel' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
        $mine = New-StoreUri
        1..6 | ForEach-Object -Parallel {
            Import-Module $using:DcvAdminManifest
            (New-DcvAuthToken -Store $using:mine -SessionId s -UserName "p$_").UserName
        } -ThrottleLimit 3 | Sort-Object | Should -Be 'p1', 'p2', 'p3', 'p4', 'p5', 'p6'
        @(Get-DcvAuthToken -Store $mine).Count | Should -Be 6
    }
}

Describe 'Completion' {
    BeforeAll {
        $mine = New-StoreUri
        $null = New-DcvAuthToken -Store $mine -SessionId 'lab room' -UserName '--%x'
        $token = New-DcvAuthToken -Store $mine -SessionId 'lab room' -UserName 'EXAMPLE\anna' -Label class
    }

    It 'offers what this session has seen in the store, for <Line>' -TestCases @(
        @{ Line = 'Get-DcvAuthToken -UserName ex'; Expected = 'EXAMPLE\anna' }
        @{ Line = 'Revoke-DcvAuthToken -SessionId '; Expected = "'lab room'" }
        @{ Line = 'Get-DcvAuthToken -SessionId "lab'; Expected = "'lab room'" }
        @{ Line = 'Get-DcvAuthToken -Label cl'; Expected = 'class' }
        @{ Line = 'Revoke-DcvAuthToken -UserName '; Expected = 'EXAMPLE\anna', "'--%x'" }
        @{ Line = 'New-DcvAuthToken -Lifetime 1h'; Expected = '1h', '1h30m' }
    ) {
        $command, $rest = $Line -split ' ', 2
        Complete "$command -Store $mine $rest" | Should -Be $Expected
    }

    It 'offers ids by id and by user' {
        Complete "Revoke-DcvAuthToken -Store $mine -Id $($token.Id.Substring(0, 4))" | Should -Be $token.Id
        Complete "Revoke-DcvAuthToken -Store $mine -Id anna" | Should -Be $token.Id
    }

    It 'offers stores that were used' {
        Complete 'Get-DcvAuthToken -Store sqlite' | Should -Contain $mine
    }

    It 'offers nothing of another store, and nothing of another runspace' {
        $other = New-StoreUri
        Complete "Get-DcvAuthToken -Store $other -Label cl" | Should -Not -Contain 'class'
        $shell = Start-OtherPipeline '[System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText' @{ line = "Get-DcvAuthToken -Store $mine -Label cl" }
        try { $shell.Invoke() | Should -Not -Contain 'class' } finally { $shell.Dispose() }
    }
}
