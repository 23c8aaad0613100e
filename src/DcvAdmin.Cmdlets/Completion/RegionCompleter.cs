using System.Collections;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Aws;

namespace DcvAdmin.Completion;

/// <summary>AWS regions by code, or by the name of their place: <c>ire</c> finds eu-west-1.</summary>
internal sealed class RegionCompleter : ValueCompleter
{
    private protected override IEnumerable<Offer> Offer(IDictionary boundParameters) =>
        AwsRegion.Known.Select(region => new Offer(region.Key, region.Value) { AlsoKnownAs = region.Value });
}
