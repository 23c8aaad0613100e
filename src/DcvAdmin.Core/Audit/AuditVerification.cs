namespace DcvAdmin.Audit;

/// <summary>What a walk over the whole chain found.</summary>
/// <param name="RecordsChecked">Records that fit, from the first on.</param>
/// <param name="Flaw">The first thing that does not fit; null where all of it does.</param>
/// <param name="Head">The stored end of the chain.</param>
public sealed record AuditVerification(long RecordsChecked, string? Flaw, AuditHead Head)
{
    /// <summary>True where every record is there and unchanged.</summary>
    public bool IsIntact => Flaw is null;
}
