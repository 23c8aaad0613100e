using System.Text.Json;

namespace DcvAdmin.Terraform.Tests.Emulation;

public sealed class EmulatorDifferenceTests
{
    private static readonly EmulatorDifference[] Known = [new("aws_lambda_function", "logging_config", "It forgets it.")];

    [Theory]
    [InlineData("\"actions\":[\"no-op\"],\"before\":{\"a\":1},\"after\":{\"a\":1}", "")]
    [InlineData("\"actions\":[\"read\"],\"before\":null,\"after\":{}", "")]
    [InlineData("\"actions\":[\"update\"],\"before\":{\"logging_config\":[]},\"after\":{\"logging_config\":[{\"log_format\":\"Text\"}]}", "")]
    [InlineData("\"actions\":[\"update\"],\"before\":{\"logging_config\":[],\"timeout\":3},\"after\":{\"logging_config\":[],\"timeout\":4}", "x.f: timeout")]
    [InlineData("\"actions\":[\"update\"],\"before\":{},\"after\":{\"timeout\":4}", "x.f: timeout")]
    [InlineData("\"actions\":[\"update\"],\"before\":{\"timeout\":4},\"after\":{}", "x.f: timeout")]
    [InlineData("\"actions\":[\"delete\",\"create\"],\"before\":{\"logging_config\":[]},\"after\":{\"logging_config\":[1]}", "x.f: delete, create")]
    [InlineData("\"actions\":[\"create\"],\"before\":null,\"after\":{}", "x.f: create")]
    public void What_is_not_listed_is_told(string change, string told) => Assert.Equal(
        told.Length == 0 ? [] : [told],
        EmulatorDifference.Unexplained(JsonDocument.Parse("""{"resource_changes":[{"address":"x.f","type":"aws_lambda_function","change":CHANGE}]}""".Replace("CHANGE", "{" + change + "}", System.StringComparison.Ordinal)).RootElement, Known));

    [Fact]
    public void An_output_that_changes_is_told() => Assert.Equal(
        ["output.url: update"], EmulatorDifference.Unexplained(JsonDocument.Parse("""{"output_changes":{"url":{"actions":["update"]},"arn":{"actions":["no-op"]}}}""").RootElement, Known));

    [Fact]
    public void Every_difference_has_a_reason() => Assert.DoesNotContain(EmulatorDifference.Read(), difference => difference.Reason.Length < 20 || !difference.Reason.EndsWith('.'));
}
