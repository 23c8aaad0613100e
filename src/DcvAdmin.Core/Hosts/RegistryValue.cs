using System;
using System.Globalization;

namespace DcvAdmin.Hosts;

/// <summary>
/// Values as the registry keeps them: texts as REG_SZ, numbers and switches as REG_DWORD (DCV Administrator Guide, "Modifying configuration parameters"). How a list is
/// kept is not documented; as one REG_SZ in the form of dcv.conf, which is the form GSettings uses for every type that the registry has no own for.
/// </summary>
public static class RegistryValue
{
    /// <summary>Reads what the registry gives.</summary>
    /// <param name="stored">A <see cref="string"/> (REG_SZ), an <see cref="int"/> (REG_DWORD), or an object of another kind, which DCV does not use.</param>
    /// <param name="type">The type that is expected; null where it is not known.</param>
    /// <returns>The value; null where it is none of this type.</returns>
    public static SettingValue? Read(object stored, SettingType? type) => (stored, type) switch
    {
        (string text, SettingType.Text or null) => SettingValue.Of(text),
        (string text, SettingType.List or SettingType.Verbatim) => DcvConfValue.Read(text, type),
        (int number, SettingType.Number or null) => SettingValue.Of(number),
        (int number and (0 or 1), SettingType.Switch) => SettingValue.Of(number == 1),
        _ => null,
    };

    /// <summary>What the registry is to keep: a <see cref="string"/> for REG_SZ, or an <see cref="int"/> for REG_DWORD.</summary>
    public static object Write(SettingValue value) => (value ?? throw new ArgumentNullException(nameof(value))).Content switch
    {
        bool isOn => isOn ? 1 : 0,
        string[] or VerbatimText => DcvConfValue.Write(value),
        _ => value.Content,
    };

    /// <summary>What the registry gives, for a person to read.</summary>
    public static string ToText(object stored) => stored switch
    {
        string text => text,
        int number => number.ToString(CultureInfo.InvariantCulture),
        string[] texts => string.Join("; ", texts),
        byte[] bytes => BitConverter.ToString(bytes),
        _ => Convert.ToString(stored, CultureInfo.InvariantCulture) ?? string.Empty,
    };
}
