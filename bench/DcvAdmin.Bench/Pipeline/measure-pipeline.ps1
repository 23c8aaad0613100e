# The same tokens issued by the cmdlet and by the store's own batch call, in turn, in this one process. One line of JSON for each.
param([string] $Module, [string] $Folder, [int] $Count, [int] $WarmUps, [int] $Rounds)

$ErrorActionPreference = 'Stop'
Import-Module $Module

# As Import-Csv makes them.
$people = @(foreach ($i in 1..$Count) { [pscustomobject] @{ SessionId = 'class-{0:00}' -f ($i % 40); UserName = "student-$i" } })
$requests = [DcvAdmin.Tokens.TokenRequest[]] @(foreach ($person in $people) {
    [DcvAdmin.Tokens.TokenRequest] @{ SessionId = $person.SessionId; UserName = $person.UserName; UsePolicy = 'SingleClient'; Label = 'class' }
})

# The factory that the cmdlet itself uses: the same assemblies in the same load context.
$loader = [DcvAdmin.Tokens.DcvAuthToken].Assembly.GetType('DcvAdmin.Loading.AdapterLoader', $true)
$factory = $loader.GetProperty('Factory').GetValue($null)
$none = [System.Threading.CancellationToken]::None
$access = [DcvAdmin.Stores.StoreAccess] @{ Actor = 'bench' }
# By reflection, because the types behind the ports are not public; one call for all tokens makes its cost none.
$tokensOf = [DcvAdmin.Stores.IStoreConnection].GetProperty('Tokens')
$issue = [DcvAdmin.Tokens.ITokenAdministration].GetMethod('IssueAsync')

function Open-Store([string] $Store) { $factory.OpenStoreAsync([DcvAdmin.Stores.StoreUri]::Parse($Store), $access, $none).GetAwaiter().GetResult() }

function Get-FreshStore([string] $Name) {
    $store = 'sqlite:///' + (Join-Path $Folder "$Name.db").Replace('\', '/').TrimStart('/')
    # Made beforehand, so that neither side pays for making a file.
    (Open-Store $store).Dispose()
    $store
}

# Outside what is measured, so that neither side collects what the other left behind.
function Clear-Garbage {
    [GC]::Collect()
    [GC]::WaitForPendingFinalizers()
    [GC]::Collect()
}

function Measure-Cmdlet([string] $Store) {
    Clear-Garbage
    $bytes = [GC]::GetTotalAllocatedBytes($true)
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    $issued = @($people | New-DcvAuthToken -Label class -Store $Store)
    $clock.Stop()
    $bytes = [GC]::GetTotalAllocatedBytes($true) - $bytes
    [ordered] @{ Milliseconds = $clock.Elapsed.TotalMilliseconds; Bytes = $bytes; Issued = @($issued.Where({ $_.Token })).Count }
}

function Measure-Call([string] $Store) {
    Clear-Garbage
    $bytes = [GC]::GetTotalAllocatedBytes($true)
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    $connection = Open-Store $Store
    $call = [System.Diagnostics.Stopwatch]::StartNew()
    $issued = $issue.Invoke($tokensOf.GetValue($connection), @($requests, $none)).GetAwaiter().GetResult()
    $call.Stop()
    $connection.Dispose()
    $clock.Stop()
    $bytes = [GC]::GetTotalAllocatedBytes($true) - $bytes
    [ordered] @{
        Milliseconds = $clock.Elapsed.TotalMilliseconds; Bytes = $bytes; Issued = @($issued.Where({ $_.Token })).Count
        CallMilliseconds = $call.Elapsed.TotalMilliseconds
    }
}

for ($round = 1 - $WarmUps; $round -le $Rounds; $round++) {
    $result = [ordered] @{ Round = $round }
    $sides = @('Cmdlet', 'Call')
    if ($round % 2) { [array]::Reverse($sides) }
    foreach ($side in $sides) {
        $store = Get-FreshStore "$side$round"
        $result[$side] = & "Measure-$side" $store
        Remove-Item (Join-Path $Folder "$side$round.db*")
    }

    [Console]::Out.WriteLine((ConvertTo-Json $result -Compress))
}
