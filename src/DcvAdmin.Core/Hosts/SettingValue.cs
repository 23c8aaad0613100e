using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace DcvAdmin.Hosts;

/// <summary>The value of a setting: a text, a whole number of 32 bits, true or false, a list of texts, or something else as it stands. Values are compared by what they hold.</summary>
public sealed class SettingValue : IEquatable<SettingValue>
{
    private SettingValue(SettingType type, object content)
    {
        Type = type;
        Content = content;
    }

    /// <summary>The kind of value.</summary>
    public SettingType Type { get; }

    /// <summary>A <see cref="string"/>, an <see cref="int"/>, a <see cref="bool"/>, an array of <see cref="string"/>, or a <see cref="VerbatimText"/>.</summary>
    public object Content { get; }

    /// <summary>A text.</summary>
    public static SettingValue Of(string text) => new(SettingType.Text, text ?? throw new ArgumentNullException(nameof(text)));

    /// <summary>A whole number.</summary>
    public static SettingValue Of(int number) => new(SettingType.Number, number);

    /// <summary>True or false.</summary>
    public static SettingValue Of(bool isOn) => new(SettingType.Switch, isOn);

    /// <summary>A list of texts, which may be empty.</summary>
    public static SettingValue Of(IEnumerable<string> texts) => new(SettingType.List, (texts ?? throw new ArgumentNullException(nameof(texts))).ToArray());

    /// <summary>A value of another type, as dcv.conf writes it.</summary>
    public static SettingValue Of(VerbatimText text) => new(SettingType.Verbatim, text ?? throw new ArgumentNullException(nameof(text)));

    /// <inheritdoc/>
    public bool Equals(SettingValue? other) => other is not null && other.Type == Type
        && (Content is string[] mine ? mine.SequenceEqual((string[])other.Content, StringComparer.Ordinal) : Content.Equals(other.Content));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SettingValue);

    /// <inheritdoc/>
    public override int GetHashCode() => Content is string[] texts ? texts.Length : Content.GetHashCode();

    /// <summary>The value for a person to read.</summary>
    public override string ToString() => Content switch
    {
        string[] texts => string.Join(", ", texts),
        bool isOn => isOn ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        VerbatimText verbatim => verbatim.Text,
        _ => (string)Content,
    };
}
