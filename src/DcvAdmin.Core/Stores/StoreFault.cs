namespace DcvAdmin.Stores;

/// <summary>What kept a store from doing its work.</summary>
public enum StoreFault
{
    /// <summary>The store's name is not a URI this version can open.</summary>
    InvalidUri = 1,

    /// <summary>The file or table exists but was not made by DcvAdmin.</summary>
    NotAStore = 2,

    /// <summary>A newer DcvAdmin wrote it.</summary>
    NewerVersion = 3,

    /// <summary>It may be read but not written.</summary>
    ReadOnly = 4,

    /// <summary>This account may not open it.</summary>
    AccessDenied = 5,

    /// <summary>No room is left.</summary>
    Full = 6,

    /// <summary>The data is damaged.</summary>
    Damaged = 7,

    /// <summary>It did not answer in time, or cannot be reached.</summary>
    Unavailable = 8,

    /// <summary>The clock of this machine is behind the last record in the store, or too far from AWS's.</summary>
    ClockBehind = 9,

    /// <summary>The broker refused the credentials.</summary>
    Unauthorized = 10,

    /// <summary>Too many requests; try again later.</summary>
    Throttled = 11,

    /// <summary>The other side answered in a way this version does not understand.</summary>
    Protocol = 12,
}
