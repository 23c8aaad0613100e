namespace DcvAdmin.Hosts;

/// <summary>An instance, and the parameters that name its region and the identity; null where they were not given.</summary>
internal sealed record InstancePlace(string? ProfileName, string? Region, string InstanceId)
{
    /// <summary>The instance for a person.</summary>
    public override string ToString() => Region is null ? InstanceId : $"{InstanceId} in {Region}";
}
