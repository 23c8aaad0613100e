using System;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Core.Tests.Properties;
using DcvAdmin.Tokens;
using FsCheck.Fluent;

namespace DcvAdmin.Core.Tests.Tokens;

public sealed class TokenRequestRulesTests
{
    private static readonly TokenRequest Legal = new() { SessionId = "console", UserName = "alice" };

    [Fact]
    public void A_request_that_names_session_and_user_is_enough() => Assert.Empty(Check(Legal));

    [Fact]
    public void The_documented_bounds_are_these()
    {
        Assert.Equal(TimeSpan.FromMinutes(60), TokenRequestRules.DefaultLifetime);
        Assert.Equal(TimeSpan.FromSeconds(10), TokenRequestRules.MinimumLifetime);
        Assert.Equal(TimeSpan.FromDays(30), TokenRequestRules.MaximumLifetime);
        Assert.Equal(TimeSpan.FromDays(365), TokenRequestRules.MaximumLeadTime);
        Assert.Equal((128, 256, 128), (TokenRequestRules.MaximumSessionIdLength, TokenRequestRules.MaximumUserNameLength, TokenRequestRules.MaximumLabelLength));
        Assert.Equal((22, 43, 256), (AuthToken.MinimumLength, AuthToken.DefaultLength, AuthToken.MaximumLength));
        Assert.Equal(TokenUsePolicy.SingleClient, new TokenRequest().UsePolicy);
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("CORP\\alice")]
    [InlineData("alice@corp.example")]
    [InlineData("Alice van der Berg")]
    [InlineData("o'brien <&> \"x\"")]
    [InlineData("müller")]
    [InlineData("e\u0301")]
    [InlineData("用户")]
    [InlineData("🖥")]
    public void Names_of_windows_and_of_the_world_are_legal(string name) => Assert.Empty(Check(Legal with { SessionId = name, UserName = name, Label = name }));

    [Fact]
    public void Every_generated_name_is_legal() => Always.Holds(Any.Name(), name => Assert.Empty(Check(Legal with { SessionId = name, UserName = name, Label = name })));

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(" ", "begins or ends with white space")]
    [InlineData(" alice", "begins or ends with white space")]
    [InlineData("alice ", "begins or ends with white space")]
    [InlineData("alice\u00A0", "begins or ends with white space")]
    [InlineData("alice\n", "begins or ends with white space")]
    [InlineData("al\nice", "holds the control character U+000A")]
    [InlineData("al\0ice", "holds the control character U+0000")]
    [InlineData("al\u001Bice", "holds the control character U+001B")]
    [InlineData("al\u007Fice", "holds the control character U+007F")]
    [InlineData("al\u0085ice", "holds the control character U+0085")]
    [InlineData("al\u2028ice", "holds the character U+2028")]
    [InlineData("al\u2029ice", "holds the character U+2029")]
    [InlineData("al\u202Eice", "holds the character U+202E")]
    [InlineData("al\u2069ice", "holds the character U+2069")]
    [InlineData("al\uFFFEice", "holds the character U+FFFE")]
    [InlineData("al\uFFFFice", "holds the character U+FFFF")]
    public void A_name_that_would_break_xml_or_a_log_line_is_refused(string name, string flaw)
    {
        Assert.Equal([$"The session id {flaw}."], Check(Legal with { SessionId = name }));
        Assert.Equal([$"The user name {flaw}."], Check(Legal with { UserName = name }));
        Assert.Equal([$"The label {flaw}."], Check(Legal with { Label = name }));
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused_wherever_it_stands()
    {
        foreach (var name in new[] { "\uD83D", "\uDDA5", "a\uD83D", "a\uD83Db", "\uDDA5\uD83D", "\uD83D\uD83D\uDDA5" })
            Assert.Equal(["The user name holds half of a Unicode surrogate pair."], Check(Legal with { UserName = name }));
    }

    [Fact]
    public void Session_and_user_are_required_and_a_label_is_not()
    {
        Assert.Equal(["The session id is empty.", "The user name is empty."], Check(new TokenRequest()));
        Assert.Empty(Check(Legal with { Label = null }));
    }

    [Fact]
    public void A_name_may_be_as_long_as_its_limit_and_no_longer()
    {
        static string Of(int length) => new('n', length);

        Assert.Empty(Check(Legal with { SessionId = Of(128), UserName = Of(256), Label = Of(128) }));
        Assert.Equal(
            ["The session id has 129 characters, more than 128.", "The user name has 257 characters, more than 256.", "The label has 129 characters, more than 128."],
            Check(Legal with { SessionId = Of(129), UserName = Of(257), Label = Of(129) }));
    }

    [Theory]
    [InlineData(10 * TimeSpan.TicksPerSecond, true)]
    [InlineData((10 * TimeSpan.TicksPerSecond) - 1, false)]
    [InlineData(30 * TimeSpan.TicksPerDay, true)]
    [InlineData((30 * TimeSpan.TicksPerDay) + 1, false)]
    public void A_lifetime_lies_between_ten_seconds_and_thirty_days(long ticks, bool isLegal) =>
        Assert.Equal(isLegal, Check(Legal with { Lifetime = new TimeSpan(ticks) }).Count == 0);

    [Fact]
    public void A_refused_lifetime_is_named() =>
        Assert.Equal(["The lifetime 31.00:00:00 is outside 10 seconds to 30 days."], Check(Legal with { Lifetime = TimeSpan.FromDays(31) }));

    [Fact]
    public void A_token_may_wait_a_year_and_no_longer()
    {
        var limit = Any.Noon.AddDays(365);

        Assert.Empty(Check(Legal with { NotBefore = limit }));
        Assert.Equal(["The not-before instant lies more than 365 days ahead."], Check(Legal with { NotBefore = limit.AddTicks(1) }));
        Assert.Empty(Check(Legal with { NotBefore = limit.ToOffset(TimeSpan.FromHours(-9)) }));
    }

    [Fact]
    public void A_token_that_would_be_dead_on_arrival_is_refused()
    {
        var request = Legal with { Lifetime = TimeSpan.FromMinutes(5) };
        string[] flaws = ["The token would be expired before it was issued: not-before plus lifetime lies in the past."];

        Assert.Equal(flaws, Check(request with { NotBefore = Any.Noon.AddMinutes(-5) }));
        Assert.Empty(Check(request with { NotBefore = Any.Noon.AddMinutes(-5).AddMilliseconds(1) }));
        Assert.Equal(flaws, Check(Legal with { NotBefore = Any.Noon.AddMinutes(-60) }));
        Assert.Empty(Check(Legal with { NotBefore = Any.Noon.AddMinutes(-60).AddMilliseconds(1) }));
    }

    [Fact]
    public void Instants_are_stored_in_milliseconds_so_a_fraction_of_one_saves_no_token()
    {
        var request = Legal with { Lifetime = TimeSpan.FromMinutes(5), NotBefore = Any.Noon.AddMinutes(-5).AddTicks(1) };

        Assert.Single(Check(request));
    }

    [Theory]
    [InlineData(22, true)]
    [InlineData(21, false)]
    [InlineData(256, true)]
    [InlineData(257, false)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(int.MinValue, false)]
    [InlineData(int.MaxValue, false)]
    public void A_token_has_22_to_256_characters(int length, bool isLegal) => Assert.Equal(isLegal, Check(Legal with { TokenLength = length }).Count == 0);

    [Fact]
    public void A_policy_that_is_none_is_refused()
    {
        Assert.Equal(["The use policy 3 is none of SingleUse, SingleClient, MultiUse."], Check(Legal with { UsePolicy = (TokenUsePolicy)3 }));
        foreach (var policy in Enum.GetValues<TokenUsePolicy>()) Assert.Empty(Check(Legal with { UsePolicy = policy }));
    }

    [Fact]
    public void Every_broken_rule_is_reported_at_once()
    {
        var request = new TokenRequest
        {
            SessionId = null,
            UserName = "a\0",
            Label = string.Empty,
            Lifetime = TimeSpan.FromSeconds(9),
            NotBefore = Any.Noon.AddDays(366),
            UsePolicy = (TokenUsePolicy)9,
            TokenLength = 1,
        };

        var flaws = Check(request);

        string[] subjects = ["The session id", "The user name", "The label", "The lifetime", "The not-before instant", "The use policy", "The token length"];
        Assert.Equal(subjects.Length, flaws.Count);
        Assert.All(subjects, subject => Assert.Single(flaws, flaw => flaw.StartsWith(subject, StringComparison.Ordinal)));
    }

    [Fact]
    public void No_lifetime_and_no_instant_is_absurd_enough_to_throw()
    {
        TimeSpan[] lifetimes = [TimeSpan.MaxValue, TimeSpan.MinValue, TimeSpan.Zero, TimeSpan.FromTicks(-1), TimeSpan.FromHours(-10), TimeSpan.FromHours(10)];
        DateTimeOffset?[] instants =
        [
            null, DateTimeOffset.MinValue, DateTimeOffset.MaxValue,
            // The local time of these is the first or last that exists, so that adding to the local time overflows.
            new DateTimeOffset(DateTime.MinValue, TimeSpan.FromHours(-14)), new DateTimeOffset(DateTime.MaxValue, TimeSpan.FromHours(14)),
        ];

        foreach (var (lifetime, instant) in lifetimes.SelectMany(lifetime => instants, (lifetime, instant) => (lifetime, instant)))
            Assert.True(Check(Legal with { Lifetime = lifetime, NotBefore = instant }).Count > 0 || (instant is null && lifetime == TimeSpan.FromHours(10)));
    }

    [Fact]
    public void No_request_is_null() => Assert.Throws<ArgumentNullException>(() => TokenRequestRules.Check(null!, Any.Noon));

    private static IReadOnlyList<string> Check(TokenRequest request) => TokenRequestRules.Check(request, Any.Noon);
}
