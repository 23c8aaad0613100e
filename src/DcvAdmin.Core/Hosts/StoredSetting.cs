namespace DcvAdmin.Hosts;

/// <summary>A setting as it stands on a host.</summary>
/// <param name="Section">Its section; empty for a line of dcv.conf above every section, which a DCV server does not read.</param>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; null where what stands there is no value of this setting's type.</param>
/// <param name="Text">What stands there.</param>
public sealed record StoredSetting(string Section, string Name, SettingValue? Value, string Text);
