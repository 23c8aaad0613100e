using System;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Functions.Tests.Running;
using DcvAdmin.Functions.Tokens;
using DcvAdmin.Stores;

namespace DcvAdmin.Functions.Tests.Tokens;

public sealed class PurgeGrantsTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(3, true)]
    public async Task How_many_were_removed_is_answered_and_logged_whatever_the_event_says(int removed, bool isLogged)
    {
        using var function = new FunctionUnderTest(PurgeGrantsFunction.Name, new StoreDouble { OnPurge = () => Task.FromResult(removed) });

        Assert.Equal($$"""{"purged":{{removed}}}""", (await function.AnswerAsync(JsonNode.Parse("[1,\"x\"]")!)).GetRawText());
        Assert.Equal(removed, (await function.AnswerAsync([], isOversized: true)).GetProperty("purged").GetInt32());

        Assert.Equal(isLogged ? 2 : 0, function.Log.Count);
        Assert.All(function.Log, line => Assert.Equal((1104, "3"), (line.GetProperty("eventId").GetInt32(), line.GetProperty("removed").GetString())));
    }

    [Fact]
    public async Task A_store_that_cannot_do_its_work_is_a_failed_invocation()
    {
        using var function = new FunctionUnderTest(PurgeGrantsFunction.Name, new StoreDouble { OnPurge = () => throw StoreDouble.Unavailable });
        await Assert.ThrowsAsync<StoreException>(() => function.AnswerAsync(new JsonObject()));
    }

    [Fact]
    public async Task What_expired_a_day_ago_is_removed_and_the_end_of_the_time_reaches_the_store()
    {
        var store = new StoreDouble { OnPurge = () => Task.FromResult(1) };
        using var deadline = new CancellationTokenSource();
        using var function = new FunctionUnderTest(PurgeGrantsFunction.Name, store);

        await function.AnswerAsync(new JsonObject(), deadline.Token);

        var (expiredBefore, actor, now, stop) = store.Purged!.Value;
        Assert.Equal((TimeSpan.FromHours(24), "functions", deadline.Token), (now - expiredBefore, actor, stop));
    }
}
