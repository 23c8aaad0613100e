using System.Collections;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Tokens;

namespace DcvAdmin.Completion;

/// <summary>Ids of tokens, with whose they are.</summary>
internal sealed class TokenIdCompleter : SeenTokenCompleter
{
    private protected override IEnumerable<Offer> OfferFrom(IEnumerable<TokenGrantSummary> seen) =>
        seen.Select(grant => new Offer(grant.Id, $"{grant.UserName} on {grant.SessionId}, until {grant.ExpiresAt.LocalDateTime:yyyy-MM-dd HH:mm}") { AlsoKnownAs = grant.UserName });
}

/// <summary>Users that tokens were seen for.</summary>
internal sealed class UserNameCompleter : SeenTokenCompleter
{
    private protected override IEnumerable<Offer> OfferFrom(IEnumerable<TokenGrantSummary> seen) => seen.Select(grant => new Offer(grant.UserName, $"user {grant.UserName}"));
}

/// <summary>DCV sessions that tokens were seen for.</summary>
internal sealed class SessionIdCompleter : SeenTokenCompleter
{
    private protected override IEnumerable<Offer> OfferFrom(IEnumerable<TokenGrantSummary> seen) => seen.Select(grant => new Offer(grant.SessionId, $"session {grant.SessionId}"));
}

/// <summary>Labels that were seen on tokens.</summary>
internal sealed class LabelCompleter : SeenTokenCompleter
{
    private protected override IEnumerable<Offer> OfferFrom(IEnumerable<TokenGrantSummary> seen) =>
        seen.Where(grant => !string.IsNullOrEmpty(grant.Label)).GroupBy(grant => grant.Label!).Select(group => new Offer(group.Key, $"{group.Count()} tokens seen"));
}

/// <summary>Stores that were used, and the default one.</summary>
internal sealed class StoreCompleter : ValueCompleter
{
    private protected override IEnumerable<Offer> Offer(IDictionary boundParameters) =>
        SeenTokens.Here.Stores.Select(store => new Offer(store, store)).Append(new Offer("sqlite:///", "a file of this machine")).Append(new Offer("https://", "a broker")).Append(new Offer("dynamodb://", "a table of Amazon DynamoDB"));
}
