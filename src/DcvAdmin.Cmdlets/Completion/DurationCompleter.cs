using System.Collections;
using System.Collections.Generic;

namespace DcvAdmin.Completion;

/// <summary>Shows how durations are written.</summary>
internal sealed class DurationCompleter : ValueCompleter
{
    private protected override IEnumerable<Offer> Offer(IDictionary boundParameters) =>
    [
        new("15m", "15 minutes"), new("1h", "1 hour"), new("1h30m", "1 hour and 30 minutes"), new("8h", "8 hours"), new("1d", "1 day"), new("7d", "7 days"),
    ];
}
