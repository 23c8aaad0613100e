using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;

namespace DcvAdmin.Completion;

/// <summary>Completes from tokens that were seen in the store that the command line names.</summary>
internal abstract class SeenTokenCompleter : ValueCompleter
{
    private protected override IEnumerable<Offer> Offer(IDictionary boundParameters) =>
        OfferFrom(SeenTokens.Here.In(StoreOf(boundParameters))).GroupBy(offer => offer.Value, StringComparer.OrdinalIgnoreCase).Select(same => same.First());

    private protected abstract IEnumerable<Offer> OfferFrom(IEnumerable<TokenGrantSummary> seen);

    private static string StoreOf(IDictionary boundParameters)
    {
        try
        {
            return (boundParameters["Store"]?.ToString() is { Length: > 0 } named ? StoreUri.Parse(named) : DataFolder.DefaultStore).ToString();
        }
        catch (StoreException)
        {
            // Half-typed; the cmdlet itself will say what is wrong with it.
            return string.Empty;
        }
    }
}
