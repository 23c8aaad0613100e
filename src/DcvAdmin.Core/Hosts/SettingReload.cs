namespace DcvAdmin.Hosts;

/// <summary>When a DCV server reads a setting (DCV Administrator Guide, "Parameter reference", column "Reload context").</summary>
public enum SettingReload
{
    /// <summary>The documents do not say; take it for <see cref="Server"/>.</summary>
    Unknown = 0,

    /// <summary>When the server starts. A restart ends all sessions.</summary>
    Server = 1,

    /// <summary>When a session starts.</summary>
    Session = 2,

    /// <summary>While it runs, within seconds.</summary>
    Custom = 3,
}
