using System.Collections;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Aws;

namespace DcvAdmin.Completion;

/// <summary>The SSM documents of this module.</summary>
internal sealed class SsmDocumentCompleter : ValueCompleter
{
    private protected override IEnumerable<Offer> Offer(IDictionary boundParameters) => ShippedSsmDocuments.Names.Select(name => new Offer(name, $"SSM document {name}"));
}
