using System;
using System.Globalization;
using System.Management.Automation;

namespace DcvAdmin.Parameters;

/// <summary>
/// Reads an instant as ISO 8601 writes it, whatever the session's culture, and otherwise as the culture does, in which Export-Csv wrote it. Without an offset it
/// is local time. A blank cell of a CSV file means the default.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class InstantTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly string[] Iso =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss zzz",
    ];

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var input = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (input is not string text) return inputData;
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (DateTimeOffset.TryParseExact(text.Trim(), Iso, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var instant)
            || DateTimeOffset.TryParse(text, CultureInfo.CurrentCulture, DateTimeStyles.AssumeLocal, out instant)) return instant;
        throw new ArgumentTransformationMetadataException($"'{text}' is not an instant. Write it as in 2026-12-05 10:00, or give what Get-Date gives.");
    }
}
