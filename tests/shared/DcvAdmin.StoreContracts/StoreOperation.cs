using System;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Tokens;
using FsCheck;
using FsCheck.Fluent;

namespace DcvAdmin.StoreContracts;

/// <summary>
/// One step of a random sequence. Tokens are numbers of a small set, so that steps meet the same grants; instants are minutes since the
/// start of the sequence and only grow.
/// </summary>
internal abstract record StoreOperation
{
    private const int Tokens = 8;

    public int Handle { get; private init; }

    public int MinutesPassed { get; private init; }

    public sealed record Put(IReadOnlyList<NewGrant> Grants) : StoreOperation;

    public sealed record NewGrant(int Token, TokenUsePolicy Policy, string User, string? Label, int ValidFrom, int ValidFor);

    public sealed record Redeem(int Token, string Session, string? Address) : StoreOperation;

    public sealed record Get(int Token) : StoreOperation;

    public sealed record Find(int? Token, string? User, string? Label, TokenGrantState? State, int PageSize) : StoreOperation;

    public sealed record Revoke(IReadOnlyList<int> Numbers) : StoreOperation;

    public sealed record Purge(int MinutesAgo) : StoreOperation;

    public static TokenHash HashOf(int token) => TokenHash.Compute($"model token {token}");

    /// <summary>Sequences; a failing one is cut down to the steps that matter.</summary>
    public static Arbitrary<StoreOperation[]> Sequences(int handles) => Arb.From(
        Any(handles).ArrayOf().Resize(60),
        sequence => Enumerable.Range(0, sequence.Length).Select(left => sequence.Where((_, place) => place != left).ToArray()));

    private static Gen<StoreOperation> Any(int handles)
    {
        var token = Gen.Choose(0, Tokens - 1);
        var user = Gen.Elements("alice", "Alice", "Ωμέγα", "ωΜΈΓΑ", "bob");
        var label = Gen.Elements<string?>(null, "class 7", "CLASS 7", "ä%");
        var grant = from number in token
                    from policy in Gen.Elements(TokenUsePolicy.SingleClient, TokenUsePolicy.SingleUse, TokenUsePolicy.MultiUse)
                    from name in user
                    from mark in label
                    from validFrom in Gen.Choose(-5, 15)
                    from validFor in Gen.Choose(5, 60)
                    select new NewGrant(number, policy, name, mark, validFrom, validFor);
        var operation = Gen.Frequency(
            (4, grant.ArrayOf().Resize(3).Select(grants => (StoreOperation)new Put(grants))),
            (8, from number in token
                from session in Gen.Frequency((8, Gen.Constant("console")), (1, Gen.Constant("Console")))
                from address in Gen.Elements<string?>(null, "192.0.2.1", "192.0.2.2")
                select (StoreOperation)new Redeem(number, session, address)),
            (1, token.Select(number => (StoreOperation)new Get(number))),
            (3, from number in Gen.Frequency((3, Gen.Constant<int?>(null)), (1, token.Select(number => (int?)number)))
                from name in Gen.Frequency((2, Gen.Constant<string?>(null)), (1, user.Select(name => (string?)name)))
                from mark in label
                from state in Gen.Frequency((1, Gen.Constant<TokenGrantState?>(null)), (1, Gen.Elements(Enum.GetValues<TokenGrantState>()).Select(state => (TokenGrantState?)state)))
                from pageSize in Gen.Choose(1, 4)
                select (StoreOperation)new Find(number, name, mark, state, pageSize)),
            (2, token.ArrayOf().Resize(4).Select(numbers => (StoreOperation)new Revoke(numbers))),
            (1, Gen.Choose(0, 10).Select(minutes => (StoreOperation)new Purge(minutes))));
        return from step in operation
               from handle in Gen.Choose(0, handles - 1)
               from minutes in Gen.Choose(0, 6)
               select step with { Handle = handle, MinutesPassed = minutes };
    }
}
