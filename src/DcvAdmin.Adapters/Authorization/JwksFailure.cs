using System;

namespace DcvAdmin.Authorization;

/// <summary>A fetch of keys that failed.</summary>
/// <param name="Address">Where the keys are published.</param>
/// <param name="Flaw">What went wrong, as a sentence.</param>
/// <param name="Attempts">Failures in a row, this one included.</param>
/// <param name="RetryAfter">How long nobody asks again.</param>
/// <param name="UsableUntil">Until when the keys that are known are used on; null where there are none.</param>
/// <param name="Cause">The exception, where there was one.</param>
public sealed record JwksFailure(Uri Address, string Flaw, int Attempts, TimeSpan RetryAfter, DateTimeOffset? UsableUntil, Exception? Cause);
