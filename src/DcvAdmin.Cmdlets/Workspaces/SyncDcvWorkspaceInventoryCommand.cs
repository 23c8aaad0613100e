using System;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using DcvAdmin.Completion;
using DcvAdmin.Pipeline;
using DcvAdmin.Reporting;

namespace DcvAdmin.Workspaces;

/// <summary>Reads the WorkSpaces of many regions and brings the inventory up to them.</summary>
[Cmdlet(VerbsData.Sync, "DcvWorkspaceInventory", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(DcvInventoryChange))]
public sealed class SyncDcvWorkspaceInventoryCommand : InventoryCmdlet
{
    /// <summary>The inventory: <c>sqlite:///path/to/file.db</c> or <c>dynamodb://WorkspacesPortal?region=eu-west-1</c>.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(StoreCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Store { get; set; }

    /// <summary>How many regions are read at once.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    [PSDefaultValue(Help = "32")]
    public int ThrottleLimit { get; set; } = WorkspaceSurvey.UsualRegionsAtOnce;

    private protected override string? NamedInventory => Store;

    private protected override string Activity => "Bringing the inventory of WorkSpaces up to date";

    private protected override void Process()
    {
        if (AllRegions && Region is { Length: > 0 }) throw new ItemFailedException(WorkspaceErrors.RegionTwice());
        var session = SessionOf(NamedProfile);
        var (named, all, atOnce) = (Region, AllRegions.IsPresent, ThrottleLimit);
        var name = InventoryName.ToString();
        var where = all ? "all regions" : named is null ? "the configured region" : string.Join(", ", named);
        if (!ShouldProcess(name, $"Bring up to the WorkSpaces of {where}")) return;

        var inventory = Inventory;
        Await(name, async stop =>
        {
            var regions = await FindRegionsAsync(session, named, all, stop).ConfigureAwait(false);
            var (ended, count) = (0, 0);
            Advance($"0 of {regions.Count} regions", 0);
            var readings = await new InventoryUpdate(session, inventory, InventorySyncMode.Whole, () => DateTimeOffset.UtcNow).RunAsync(regions, async (reading, changes) =>
            {
                var (done, read) = (Interlocked.Increment(ref ended), Interlocked.Add(ref count, reading.Count));
                Advance($"{read} WorkSpaces, {done} of {regions.Count} regions", 100 * done / regions.Count);
                if (all && reading.Outcome == RegionOutcome.NotOffered)
                {
                    ((IWorkReport)this).Decide(reading.Failure!.Sentence);
                    return;
                }

                if (reading.Failure is { } failure) await WriteErrorAsync(failure, reading.Region).ConfigureAwait(false);
                await EmitAsync(new DcvInventoryChange(reading, changes, name)).ConfigureAwait(false);
            }, atOnce, stop).ConfigureAwait(false);
            if (all && readings.All(reading => reading.Outcome == RegionOutcome.NotOffered)) await WriteErrorAsync(readings[0].Failure!, string.Join(", ", regions)).ConfigureAwait(false);
            return true;
        });
    }
}
