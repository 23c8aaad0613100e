using System;
using System.Management.Automation;

namespace DcvAdmin.Parameters;

/// <summary>Cells of CSV files have blanks about a name that nobody sees and nobody means. A blank cell counts as not given.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TrimmedAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if ((inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is not string text) return inputData;
        var trimmed = text.Trim();
        return trimmed.Length > 0 ? trimmed : null;
    }
}
