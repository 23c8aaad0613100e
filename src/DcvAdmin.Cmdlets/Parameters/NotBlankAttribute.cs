using System;
using System.Management.Automation;

namespace DcvAdmin.Parameters;

/// <summary>
/// Refuses a blank text, such as a blank cell of a CSV file, where leaving the parameter out means something: nobody who names nothing means this machine. Null passes,
/// for that is what this module's own objects have where it was left out.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NotBlankAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string text && string.IsNullOrWhiteSpace(text)
            ? throw new ArgumentTransformationMetadataException("It is blank, and names nothing. Leave it out, or the whole column, to mean this machine.")
            : inputData;
}
