using System;
using System.Globalization;
using System.Threading.Tasks;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Xunit.Sdk;

namespace DcvAdmin.Core.Tests.Properties;

/// <summary>Runs a property over random cases. Every run draws new cases; a failure names the seed that draws the same ones again.</summary>
internal static class Always
{
    private const string SeedVariable = "DCVADMIN_TEST_SEED";

    public static void Holds<T>(Gen<T> cases, Action<T> claim, int times = 300) => Holds(cases.ToArbitrary(), claim, times);

    public static void Holds<T>(Arbitrary<T> cases, Action<T> claim, int times = 300) => Run(Prop.ForAll(cases, claim), times);

    public static void Holds<T>(Arbitrary<T> cases, Func<T, Task> claim, int times = 300) => Run(Prop.ForAll(cases, claim), times);

    private static void Run(Property property, int times)
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
            Check.One(config, property);
        }
        catch (Exception failure)
        {
            throw new XunitException(string.Create(CultureInfo.InvariantCulture, $"Draw the same cases again with {SeedVariable}={seed}."), failure);
        }
    }
}
