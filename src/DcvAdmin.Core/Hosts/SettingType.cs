namespace DcvAdmin.Hosts;

/// <summary>What kind of value a setting of a DCV server takes.</summary>
public enum SettingType
{
    /// <summary>Text; in the registry REG_SZ.</summary>
    Text = 0,

    /// <summary>A whole number of 32 bits; in the registry REG_DWORD.</summary>
    Number = 1,

    /// <summary>True or false; in the registry REG_DWORD 1 or 0.</summary>
    Switch = 2,

    /// <summary>Several texts; in the registry REG_SZ, written as in dcv.conf.</summary>
    List = 3,

    /// <summary>Something else, in the form of dcv.conf, which is kept as it stands; in the registry REG_SZ. No documented setting has it.</summary>
    Verbatim = 4,
}
