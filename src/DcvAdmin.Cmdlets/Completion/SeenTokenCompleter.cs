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
        OfferFrom(Seen(SeenTokens.Here, boundParameters["Store"]?.ToString())).GroupBy(offer => offer.Value, StringComparer.OrdinalIgnoreCase).Select(same => same.First());

    private protected abstract IEnumerable<Offer> OfferFrom(IEnumerable<TokenGrantSummary> seen);

    /// <summary>Those of the store that is named; where none is named yet, of the default one, and where nothing was seen in that, of the one used last.</summary>
    private static IEnumerable<TokenGrantSummary> Seen(SeenTokens here, string? store)
    {
        if (!string.IsNullOrEmpty(store)) return here.In(NameOf(() => StoreUri.Parse(store!)));
        var ofDefault = here.In(NameOf(() => DataFolder.DefaultStore));
        return ofDefault.Any() ? ofDefault : here.In(here.Stores.FirstOrDefault() ?? string.Empty);
    }

    private static string NameOf(Func<StoreUri> store)
    {
        try
        {
            return store().ToString();
        }
        catch (StoreException)
        {
            // Half-typed; the cmdlet itself will say what is wrong with it.
            return string.Empty;
        }
    }
}
