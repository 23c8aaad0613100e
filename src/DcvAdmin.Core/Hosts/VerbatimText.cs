using System;

namespace DcvAdmin.Hosts;

/// <summary>A value as it stands in a dcv.conf, of a type that DcvAdmin does not read, such as a pair of numbers: shown, compared and copied as it is, never put into quotes.</summary>
public sealed record VerbatimText
{
    /// <summary>Creates one.</summary>
    /// <param name="text">The text behind the equals sign.</param>
    /// <exception cref="ArgumentException">It cannot stand there.</exception>
    public VerbatimText(string text) => Text = IsOne(text) ? text : throw new ArgumentException("This cannot stand behind an equals sign.", nameof(text));

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Whether a text can stand behind an equals sign: it is not empty, begins and ends with no blank, and is one line.</summary>
    internal static bool IsOne(string? text) => !string.IsNullOrEmpty(text) && text!.Trim().Length == text.Length && HostSetting.IsOneLine(text);
}
