using System;
using System.Management.Automation;

namespace DcvAdmin.Parameters;

/// <summary>A blank cell of a CSV file counts as not given.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class BlankMeansDefaultAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string text && string.IsNullOrWhiteSpace(text) ? null : inputData;
}
