using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using DcvAdmin.Aws.Ssm;

namespace DcvAdmin.Parameters;

/// <summary>Takes ids of managed instances in any case, one or many; each once. A blank one is refused; null passes, as in this module's own objects about this machine.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class InstanceIdTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var input = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        var items = input is IEnumerable many and not string ? many.Cast<object?>() : [input];
        return input is null ? null : items.Select(Read).Distinct().ToArray();
    }

    private static string Read(object? item)
    {
        var text = item?.ToString();
        if (string.IsNullOrWhiteSpace(text)) throw new ArgumentTransformationMetadataException("An instance's id is blank, and names nothing. Leave it out, or the whole column, to mean this machine.");
        if (ManagedInstanceId.TryParse(text, out var id)) return id;
        throw new ArgumentTransformationMetadataException(
            $"'{text}' is not the id of an instance. Write i- and 17 (formerly 8) hexadecimal digits, or mi- and 17, as in i-0123456789abcdef0.");
    }
}
