namespace DcvAdmin.Hosts;

/// <summary>Where settings are, and the parameters that name the place, so that an object with them can be piped on.</summary>
/// <param name="Location">The file or the registry key, for a person.</param>
/// <param name="Path">The file that -Path named.</param>
/// <param name="Root">The registry key that -Root named.</param>
/// <param name="InstanceId">The instance; null for this machine.</param>
/// <param name="Region">Its region.</param>
/// <param name="ProfileName">The profile that was named.</param>
internal sealed record HostOrigin(string Location, string? Path = null, string? Root = null, string? InstanceId = null, string? Region = null, string? ProfileName = null);
