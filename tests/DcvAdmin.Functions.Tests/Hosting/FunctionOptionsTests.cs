using System;
using System.Collections.Generic;
using DcvAdmin.Functions.Hosting;
using DcvAdmin.Functions.Logging;
using DcvAdmin.Functions.Runtime;
using DcvAdmin.Stores;

namespace DcvAdmin.Functions.Tests.Hosting;

public sealed class FunctionOptionsTests
{
    [Fact]
    public void The_environment_says_which_store_and_how_much_to_log()
    {
        var options = Read(("DCVADMIN_STORE", "sqlite:///data/tokens.db"), ("DCVADMIN_LOGLEVEL", "warning"));

        Assert.Equal(Severity.Warning, options.LogLevel);
        Assert.Equal("sqlite:///data/tokens.db", options.Store.ToString());
    }

    [Theory]
    [InlineData("TRACE", nameof(Severity.Trace))]
    [InlineData("DEBUG", nameof(Severity.Debug))]
    [InlineData("INFO", nameof(Severity.Information))]
    [InlineData("WARN", nameof(Severity.Warning))]
    [InlineData("ERROR", nameof(Severity.Error))]
    [InlineData("FATAL", nameof(Severity.Critical))]
    public void Lambdas_words_for_levels_win_over_ours(string text, string level)
    {
        var options = Read(("DCVADMIN_STORE", "sqlite:///data/tokens.db"), ("DCVADMIN_LOGLEVEL", "Information"), ("AWS_LAMBDA_LOG_LEVEL", text));

        Assert.Equal(level, options.LogLevel.ToString());
        Assert.Equal(text, options.LogLevel.ToLambda());
    }

    [Fact]
    public void Every_wrong_value_is_reported()
    {
        var failure = Assert.Throws<FunctionException>(() => Read(("DCVADMIN_STORE", "x.db"), ("DCVADMIN_LOGLEVEL", "loud"), ("AWS_LAMBDA_LOG_LEVEL", "3")));

        Assert.Contains("DCVADMIN_STORE is wrong", failure.Message, StringComparison.Ordinal);
        Assert.Contains("DCVADMIN_LOGLEVEL is 'loud'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("AWS_LAMBDA_LOG_LEVEL is '3'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_store_there_is_the_default_one_or_none_at_all()
    {
        var laptop = StoreUri.Sqlite.AtPath("/data/laptop.db");

        Assert.Same(laptop, FunctionOptions.Read(_ => null, laptop).Store);
        Assert.Throws<FunctionException>(() => FunctionOptions.Read(_ => " ", null));
    }

    private static FunctionOptions Read(params (string Name, string Value)[] variables)
    {
        var environment = new Dictionary<string, string>();
        foreach (var (name, value) in variables) environment[name] = value;
        return FunctionOptions.Read(environment.GetValueOrDefault, null);
    }
}
