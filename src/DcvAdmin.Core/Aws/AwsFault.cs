namespace DcvAdmin.Aws;

/// <summary>What kept AWS from doing what it was asked.</summary>
public enum AwsFault
{
    /// <summary>No credentials were found, or the profile's could not be turned into any.</summary>
    NoCredentials = 1,

    /// <summary>AWS refused the credentials: unknown, expired, wrongly signed, or not valid in this region.</summary>
    CredentialsRefused = 2,

    /// <summary>No profile has this name.</summary>
    ProfileNotFound = 3,

    /// <summary>No region was given, and none is configured.</summary>
    NoRegion = 4,

    /// <summary>The identity may not do this.</summary>
    AccessDenied = 5,

    /// <summary>What the request names does not exist.</summary>
    NotFound = 6,

    /// <summary>AWS found the request wrong.</summary>
    InvalidRequest = 7,

    /// <summary>The request contradicts the state of what it names.</summary>
    Conflict = 8,

    /// <summary>A quota of the account is used up.</summary>
    QuotaExceeded = 9,

    /// <summary>Too many requests, also after the retries.</summary>
    Throttled = 10,

    /// <summary>The service cannot be reached, did not answer in time, or failed.</summary>
    Unavailable = 11,

    /// <summary>The answer was not understood.</summary>
    Protocol = 12,

    /// <summary>A configuration or credentials file cannot be read.</summary>
    InvalidConfiguration = 13,

    /// <summary>The endpoint would be asked without encryption.</summary>
    InsecureEndpoint = 14,

    /// <summary>The region has no such service: its address does not exist.</summary>
    NotOffered = 15,
}
