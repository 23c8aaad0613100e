using System;

namespace DcvAdmin.Hosts;

/// <summary>One change to the settings of a DCV server. Its names are checked here, so that no adapter joins anything else into a file or a registry key.</summary>
public sealed class SettingChange
{
    /// <summary>Most characters of a name, and of each part of a section: those of a registry key.</summary>
    public const int MaximumLength = 255;

    /// <summary>Creates a change.</summary>
    /// <param name="section">The section, with <c>/</c> between its parts.</param>
    /// <param name="name">The name within the section.</param>
    /// <param name="value">The new value; null takes the setting out, so that its default holds again.</param>
    /// <exception cref="ArgumentException">A name is none of a setting.</exception>
    public SettingChange(string section, string name, SettingValue? value)
    {
        if (!IsSection(section)) throw new ArgumentException("This is not the name of a section.", nameof(section));
        if (!IsName(name)) throw new ArgumentException("This is not the name of a setting.", nameof(name));
        Section = section;
        Name = name;
        Value = value;
    }

    /// <summary>The section, with <c>/</c> between its parts.</summary>
    public string Section { get; }

    /// <summary>The name within the section.</summary>
    public string Name { get; }

    /// <summary>The new value; null where the setting is taken out.</summary>
    public SettingValue? Value { get; }

    /// <summary>Whether a text can name a section: names with <c>/</c> between them.</summary>
    public static bool IsSection(string? text) => text is not null && Array.TrueForAll(text.Split('/'), IsName);

    /// <summary>Whether a text can name a setting: letters, digits and hyphens of ASCII, beginning with a letter, as GSettings wants names (GSettings reference, "key names"), and underscores, which some files have.</summary>
    public static bool IsName(string? text)
    {
        if (string.IsNullOrEmpty(text) || text!.Length > MaximumLength || !IsLetter(text[0])) return false;
        foreach (var c in text)
        {
            if (!IsLetter(c) && c is not ('-' or '_' or (>= '0' and <= '9'))) return false;
        }

        return true;
    }

    /// <summary>The change in words.</summary>
    public override string ToString() => Value is null ? $"take {Section}/{Name} out" : $"set {Section}/{Name} to '{Value}'";

    private static bool IsLetter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');
}
