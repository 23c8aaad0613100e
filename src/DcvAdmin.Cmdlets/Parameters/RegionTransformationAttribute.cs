using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using DcvAdmin.Aws;

namespace DcvAdmin.Parameters;

/// <summary>Takes names of AWS regions in any case, one or many; each once.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RegionTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether there may be only one.</summary>
    public bool IsSingle { get; set; }

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var input = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        var items = input is IEnumerable many and not string ? many.Cast<object?>() : [input];
        // A blank cell of a CSV file means the configured region.
        var regions = items.Where(item => !string.IsNullOrWhiteSpace(item?.ToString())).Select(Read).Distinct().ToArray();
        if (!IsSingle) return regions.Length == 0 ? null : regions;
        return regions.Length < 2 ? regions.FirstOrDefault() : throw new ArgumentTransformationMetadataException("Give one region; pipe in objects with a property Region for several.");
    }

    private static string Read(object? item)
    {
        var text = item?.ToString();
        if (AwsRegion.TryParse(text, out var region)) return region;

        var zone = region.Length > 0 && AwsRegion.TryParse(region.Substring(0, region.Length - 1), out var ofZone) ? $" The region of this availability zone is {ofZone}." : string.Empty;
        throw new ArgumentTransformationMetadataException($"'{text}' is not the name of an AWS region.{zone} Write it as in eu-west-1.");
    }
}
