using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using DcvAdmin.Functions.Tests.Running;

namespace DcvAdmin.Functions.Tests.Logging;

/// <summary>Admins filter and alert by event id: an id is never given twice and never changes its meaning, here and at the broker.</summary>
public sealed partial class EventIdTests
{
    private static readonly (int Id, string Message)[] Known =
    [
        (1001, "Yes"),
        (1002, "No"),
        (1003, "No, because the store cannot do its work"),
        (1101, "Issued a token"),
        (1103, "No token was issued: the store cannot do its work"),
        (1501, "No, because the store did not answer before the deadline"),
        (1502, "No, because of an error that should not occur"),
        (1503, "The audit record is not durable yet; the store goes on trying while this sandbox lives"),
        (1504, "Refused to issue a token"),
        (1505, "The store cannot be opened yet; every invocation tries again"),
        (1506, "The store could not be closed in order"),
        (1507, "The invocation failed"),
        (1508, "The runtime did not take the answer; the invocation had probably ended"),
        (1509, "message"),
        (1510, "The runtime cannot be reached any more; this process ends"),
    ];

    [Fact]
    public void Every_event_has_the_id_it_always_had()
    {
        var source = File.ReadAllText(Path.Combine(Repository.Root, "src", "DcvAdmin.Functions", "Logging", "Events.cs"));
        var events = EventOf().Matches(source).Select(match => (int.Parse(match.Groups["id"].Value, System.Globalization.CultureInfo.InvariantCulture), match.Groups["message"].Value));

        Assert.Equal(Known, events.Order());
    }

    [Fact]
    public void The_guide_names_every_event_of_our_own()
    {
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "functions.md"));

        Assert.All(Known, known => Assert.Contains($"| {known.Id} |", guide, StringComparison.Ordinal));
    }

    [GeneratedRegex("""log\.Write\(Severity\.\w+, (?<id>\d+), \w+, "?(?<message>[^"\r\n]*?)("|, null|, failure)""", RegexOptions.ExplicitCapture)]
    private static partial Regex EventOf();
}
