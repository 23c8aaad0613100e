using System;
using System.Globalization;
using System.Threading.Tasks;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Xunit.Sdk;

namespace DcvAdmin.StoreContracts;

/// <summary>Runs a claim over random cases. Every run draws new cases; a failure names the seed that draws the same ones again.</summary>
public static class RandomCases
{
    private const string SeedVariable = "DCVADMIN_TEST_SEED";

    public static void AllSatisfy<T>(Arbitrary<T> cases, Func<T, Task> claim, int times)
    {
        var seed = Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } given
            ? ulong.Parse(given, CultureInfo.InvariantCulture)
            : (ulong)Random.Shared.NextInt64();
        var config = Config.QuickThrowOnFailure
            .WithMaxTest(times)
            .WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(seed), FSharpOption<int>.None)));
        try
        {
            Check.One(config, Prop.ForAll(cases, claim));
        }
        catch (Exception failure)
        {
            throw new XunitException(string.Create(CultureInfo.InvariantCulture, $"Run again with {SeedVariable}={seed}. {failure.Message}"), failure);
        }
    }
}
