using System.Collections.Generic;
using System.Text.Json;

namespace DcvAdmin.Terraform.Tests.Emulation;

public sealed class EmulatorDifferenceTests
{
    private static readonly EmulatorDifference[] Known = [new("module.x.f", "logging_config", "It forgets it.")];

    [Theory]
    [InlineData("\"actions\":[\"no-op\"],\"before\":{\"a\":1},\"after\":{\"a\":1}", "")]
    [InlineData("\"actions\":[\"read\"],\"before\":null,\"after\":{}", "")]
    [InlineData("\"actions\":[\"update\"],\"before\":{\"logging_config\":[]},\"after\":{\"logging_config\":[{\"log_format\":\"Text\"}]}", "")]
    [InlineData("\"actions\":[\"update\"],\"before\":{\"logging_config\":[],\"timeout\":3},\"after\":{\"logging_config\":[],\"timeout\":4}", "module.x.f[\"a\"]: timeout")]
    [InlineData("\"actions\":[\"update\"],\"before\":{},\"after\":{\"timeout\":4}", "module.x.f[\"a\"]: timeout")]
    [InlineData("\"actions\":[\"update\"],\"before\":{\"timeout\":4},\"after\":{}", "module.x.f[\"a\"]: timeout")]
    [InlineData("\"actions\":[\"delete\",\"create\"],\"before\":{\"logging_config\":[]},\"after\":{\"logging_config\":[1]}", "module.x.f[\"a\"]: delete, create")]
    [InlineData("\"actions\":[\"create\"],\"before\":null,\"after\":{}", "module.x.f[\"a\"]: create")]
    public void What_is_not_listed_is_told(string change, string told) => Assert.Equal(
        told.Length == 0 ? [] : [told],
        EmulatorDifference.Unexplained(JsonDocument.Parse("""{"resource_changes":[{"address":"module.x.f[\"a\"]","change":CHANGE}]}""".Replace("CHANGE", "{" + change + "}", System.StringComparison.Ordinal)).RootElement, Known));

    [Fact]
    public void What_is_listed_and_no_longer_so_is_told()
    {
        const string Plan = """{"resource_changes":[{"address":"ADDRESS","change":{"actions":["ACTION"],"before":{"logging_config":0},"after":{"logging_config":1}}}]}""";

        Assert.Empty(Outlived("module.x.f", "update"));
        Assert.Equal(Known, Outlived("module.x.f", "no-op"));
        // It is not in every deployment.
        Assert.Empty(Outlived("module.y.f", "no-op"));

        static IReadOnlyList<EmulatorDifference> Outlived(string address, string action) => EmulatorDifference.Outlived(
            JsonDocument.Parse(Plan.Replace("ADDRESS", address, System.StringComparison.Ordinal).Replace("ACTION", action, System.StringComparison.Ordinal)).RootElement, Known);
    }

    [Fact]
    public void An_output_that_changes_is_told() => Assert.Equal(
        ["output.url: update"], EmulatorDifference.Unexplained(JsonDocument.Parse("""{"output_changes":{"url":{"actions":["update"]},"arn":{"actions":["no-op"]}}}""").RootElement, Known));

    [Fact]
    public void Every_difference_has_a_reason() => Assert.DoesNotContain(EmulatorDifference.Read(), difference => difference.Reason.Length < 20 || !difference.Reason.EndsWith('.'));
}
