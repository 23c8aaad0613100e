using System;
using System.Linq;
using System.Management.Automation;

namespace DcvAdmin.Parameters;

/// <summary>Lets a duration be written as <c>90</c> (seconds), <c>15m</c>, <c>1h30m</c> or <c>1:00:00</c>. A blank cell of a CSV file means the default.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var input = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        switch (input)
        {
            case null or TimeSpan:
                return input;
            case string text when string.IsNullOrWhiteSpace(text):
                return null;
            default:
                // An unquoted 2d is a decimal literal to PowerShell. The wrapper still knows how it was typed, but not after it went through a variable:
                // then 2 is left, and would be read as seconds.
                var typed = input as string ?? inputData!.ToString();
                if (input is decimal or double or float && typed.All(c => char.IsDigit(c) || c is '.' or '-'))
                    throw new ArgumentTransformationMetadataException($"'{typed}' is a decimal number; {typed}d without quotes is one, too. {DurationText.Allowed}");
                return DurationText.TryParse(typed, out var duration)
                    ? duration
                    : throw new ArgumentTransformationMetadataException($"'{typed}' is not a duration. {DurationText.Allowed}");
        }
    }
}
