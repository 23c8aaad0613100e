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
        var options = Read(("DCVADMIN_STORE", "dynamodb://tokens"), ("DCVADMIN_LOGLEVEL", "warning"));

        Assert.Equal(Severity.Warning, options.LogLevel);
        Assert.Equal("dynamodb://tokens", options.Store.ToString());
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
        var options = Read(("DCVADMIN_STORE", "dynamodb://tokens"), ("DCVADMIN_LOGLEVEL", "Information"), ("AWS_LAMBDA_LOG_LEVEL", text));

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

    [Fact]
    public void A_file_is_a_store_on_a_laptop_and_none_in_Lambda()
    {
        static string Variable(string name) => name == "DCVADMIN_STORE" ? "sqlite:///data/tokens.db" : null!;

        Assert.Equal("sqlite:///data/tokens.db", FunctionOptions.Read(Variable, StoreUri.Sqlite.AtPath("/data/laptop.db")).Store.ToString());
        Assert.Contains("one sandbox has to itself", Assert.Throws<FunctionException>(() => FunctionOptions.Read(Variable, null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_says_who_may_issue_and_by_default_nobody_is_named()
    {
        var rule = Read(("DCVADMIN_STORE", "dynamodb://tokens"), ("DCVADMIN_ISSUERSCOPE", " dcv/issue "), ("DCVADMIN_ISSUERCLAIM", "custom:ADGroups"), ("DCVADMIN_ISSUERVALUE", "DCV Issuers"), ("DCVADMIN_OWNUSERCLAIM", "custom:user")).IssuerRule;

        Assert.Equal(("dcv/issue", "custom:ADGroups", "DCV Issuers", "custom:user"), (rule.Scope, rule.Claim, rule.Value, rule.OwnUserClaim));
        Assert.False(rule.IsEmpty);
        Assert.True(Read(("DCVADMIN_STORE", "dynamodb://tokens")).IssuerRule.IsEmpty);
    }

    private static FunctionOptions Read(params (string Name, string Value)[] variables)
    {
        var environment = new Dictionary<string, string>();
        foreach (var (name, value) in variables) environment[name] = value;
        return FunctionOptions.Read(environment.GetValueOrDefault, null);
    }
}
