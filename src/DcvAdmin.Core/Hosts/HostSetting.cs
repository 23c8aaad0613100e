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

    /// <summary>What is wrong with a text beyond that, one sentence, or null; null where nothing more is known.</summary>
    public Func<string, string?>? Check { get; init; }

    /// <summary>What a value gives up of the server's security, one sentence for a warning, or null; null where no value does.</summary>
    public Func<SettingValue, string?>? Risk { get; init; }

    /// <summary>When the server reads it.</summary>
    public SettingReload Reload { get; init; }

    /// <summary>The first version of DCV that knows it; null where every supported version does.</summary>
    public string? Since { get; init; }

    /// <summary>Whether a change takes effect only after the DCV server was restarted.</summary>
    public bool NeedsRestart => Reload is SettingReload.Server or SettingReload.Unknown;

    /// <summary>A setting that is not documented: it has the type of what it is given.</summary>
    public static HostSetting Undocumented(string section, string name, object given) => new()
    {
        Section = section,
        Name = name,
        Type = given switch
        {
            bool => SettingType.Switch,
            VerbatimText => SettingType.Verbatim,
            float or double or decimal => SettingType.Verbatim,
            _ when IsWhole(given) => int.TryParse(TextOf(given), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? SettingType.Number : SettingType.Verbatim,
            IEnumerable and not string => SettingType.List,
            _ => SettingType.Text,
        },
        Summary = string.Empty,
        Source = string.Empty,
    };

    /// <summary>Reads a value as an admin gives it: of the right type already, or as text.</summary>
    /// <param name="input">A text, number, truth value, or a list of texts; nothing that is more than one value in itself.</param>
    /// <param name="value">The value.</param>
    /// <param name="flaw">What is wrong with it, one sentence.</param>
    public bool TryRead(object input, [NotNullWhen(true)] out SettingValue? value, [NotNullWhen(false)] out string? flaw)
    {
        flaw = null;
        // Several values, a table or an object in the place of one value are a slip, and not the text that they would become.
        value = Type switch
        {
            SettingType.Number => int.TryParse(TextOf(input), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? SettingValue.Of(number) : null,
            SettingType.Switch => SwitchOf(TextOf(input)) is { } isOn ? SettingValue.Of(isOn) : null,
            SettingType.List => ListOf(input),
            SettingType.Verbatim => VerbatimOf(input),
            _ => TextOf(input) is { } text ? SettingValue.Of(text) : null,
        };
        if (input is UnreadableText) flaw = "What stands in its place is no value for it, and is not copied.";
        else if (value is null) flaw = $"It takes {Expected}.";
        else if (FlawOf(value) is { } wrong) flaw = wrong;
        return flaw is null;
    }

    private string Expected => Type switch
    {
        SettingType.Number => "a whole number",
        SettingType.Switch => "true or false",
        SettingType.List => "a list of texts",
        SettingType.Verbatim => "a number, or what Get-DcvHostConfiguration shows",
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
        return IsOneLine(text) ? Check?.Invoke(text) : "It holds a control character or half of a character.";
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

    private static string? TextOf(object? input) => input switch
    {
        Uri address => address.OriginalString,
        IConvertible and not DBNull => Convert.ToString(input, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static SettingValue? ListOf(object input)
    {
        var texts = (input is IEnumerable many and not string ? many.Cast<object?>() : [input]).Select(TextOf).ToArray();
        return Array.TrueForAll(texts, text => text is not null) ? SettingValue.Of(texts.Select(text => text!)) : null;
    }

    private static SettingValue? VerbatimOf(object input) => input switch
    {
        VerbatimText text => SettingValue.Of(text),
        // A number with a fraction has a point in GVariant, also where the fraction is none.
        double or float or decimal when TextOf(input) is { } number && number.IndexOfAny(['N', 'I', '\u221E']) < 0 =>
            SettingValue.Of(new VerbatimText(number.IndexOfAny(['.', 'E']) < 0 ? number + ".0" : number)),
        _ when IsWhole(input) => SettingValue.Of(new VerbatimText(TextOf(input)!)),
        _ => null,
    };

    private static bool IsWhole(object input) => input is sbyte or byte or short or ushort or int or uint or long or ulong;

    private static bool? SwitchOf(string? text) => text?.Trim().ToUpperInvariant() switch
    {
        "TRUE" or "1" => true,
        "FALSE" or "0" => false,
        _ => null,
    };
}
