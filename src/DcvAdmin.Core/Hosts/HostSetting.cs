using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;

namespace DcvAdmin.Hosts;

/// <summary>What is known of one setting of a DCV server.</summary>
public sealed record HostSetting
{
    /// <summary>The section, with <c>/</c> between its parts.</summary>
    public required string Section { get; init; }

    /// <summary>The name within the section.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of value it takes.</summary>
    public required SettingType Type { get; init; }

    /// <summary>What it does, and in which unit; one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>Where the facts come from.</summary>
    public required string Source { get; init; }

    /// <summary>What holds where it is not set; null where the documents do not say, or releases differ.</summary>
    public SettingValue? Default { get; init; }

    /// <summary>Smallest number; null where there is no bound but that of 32 bits.</summary>
    public int? Minimum { get; init; }

    /// <summary>Largest number; null where there is no bound but that of 32 bits.</summary>
    public int? Maximum { get; init; }

    /// <summary>The texts it takes; empty where any will do.</summary>
    public IReadOnlyList<string> AllowedValues { get; init; } = [];

    /// <summary>How a text has to begin; null where it does not matter.</summary>
    public string? Prefix { get; init; }

    /// <summary>When the server reads it.</summary>
    public SettingReload Reload { get; init; }

    /// <summary>The first version of DCV that knows it; null where every supported version does.</summary>
    public string? Since { get; init; }

    /// <summary>Whether a change takes effect only after the DCV server was restarted.</summary>
    public bool NeedsRestart => Reload is SettingReload.Server or SettingReload.Unknown;

    /// <summary>Reads a value as an admin gives it: of the right type already, or as text.</summary>
    /// <param name="input">A text, number, truth value, or a list of texts.</param>
    /// <param name="value">The value.</param>
    /// <param name="flaw">What is wrong with it, one sentence.</param>
    public bool TryRead(object input, [NotNullWhen(true)] out SettingValue? value, [NotNullWhen(false)] out string? flaw)
    {
        flaw = null;
        value = Type switch
        {
            SettingType.Number => int.TryParse(TextOf(input), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? SettingValue.Of(number) : null,
            SettingType.Switch => SwitchOf(TextOf(input)) is { } isOn ? SettingValue.Of(isOn) : null,
            SettingType.List => SettingValue.Of(input is IEnumerable many and not string ? many.Cast<object?>().Select(TextOf) : [TextOf(input)]),
            // Several values in the place of one are a slip, not a text with blanks in it.
            _ => input is IEnumerable and not string ? null : SettingValue.Of(TextOf(input)),
        };
        if (value is null) flaw = $"It takes {Expected}.";
        else if (FlawOf(value) is { } wrong) flaw = wrong;
        return flaw is null;
    }

    private string Expected => Type switch
    {
        SettingType.Number => "a whole number",
        SettingType.Switch => "true or false",
        SettingType.List => "a list of texts",
        _ => "one text",
    };

    private string? FlawOf(SettingValue value) => value.Content switch
    {
        int number when number < (Minimum ?? int.MinValue) || number > (Maximum ?? int.MaxValue) => $"It takes {Range}.",
        string text => FlawOf(text),
        string[] texts => texts.Select(FlawOf).FirstOrDefault(flaw => flaw is not null),
        _ => null,
    };

    private string? FlawOf(string text)
    {
        if (AllowedValues.Count > 0 && !AllowedValues.Contains(text, StringComparer.Ordinal)) return $"It takes one of {string.Join(", ", AllowedValues)}.";
        if (Prefix is not null && !text.StartsWith(Prefix, StringComparison.Ordinal)) return $"It has to begin with {Prefix}.";
        return IsOneLine(text) ? null : "It holds a control character or half of a character.";
    }

    private string Range => (Minimum, Maximum) switch
    {
        ({ } from, { } to) => string.Format(CultureInfo.InvariantCulture, "{0} to {1}", from, to),
        ({ } from, null) => string.Format(CultureInfo.InvariantCulture, "{0} or more", from),
        _ => string.Format(CultureInfo.InvariantCulture, "{0} or less", Maximum),
    };

    /// <summary>Whether a text has neither control characters nor unpaired surrogates, which neither place that keeps settings can hold.</summary>
    internal static bool IsOneLine(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i])) return false;
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }

    private static string TextOf(object? input) => Convert.ToString(input, CultureInfo.InvariantCulture) ?? string.Empty;

    private static bool? SwitchOf(string text) => text.Trim().ToUpperInvariant() switch
    {
        "TRUE" or "1" => true,
        "FALSE" or "0" => false,
        _ => null,
    };
}
