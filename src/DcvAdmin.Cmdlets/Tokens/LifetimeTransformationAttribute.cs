using System;
using System.Management.Automation;

namespace DcvAdmin.Tokens;

/// <summary>Lets a lifetime be written as <c>90m</c>, <c>3h</c> or <c>2d</c>. A blank cell of a CSV file means the default.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LifetimeTransformationAttribute : ArgumentTransformationAttribute
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
                // An unquoted 2d is a decimal literal to PowerShell; the wrapper still knows how it was typed.
                var typed = input as string ?? inputData!.ToString();
                return LifetimeText.TryParse(typed, out var lifetime, out var flaw)
                    ? lifetime
                    : throw new ArgumentTransformationMetadataException($"{flaw} {LifetimeText.Allowed}");
        }
    }
}
