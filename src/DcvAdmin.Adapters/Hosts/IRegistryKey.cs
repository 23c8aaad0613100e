using System;
using System.Collections.Generic;

namespace DcvAdmin.Hosts;

/// <summary>As much of a registry key as settings need. Names are found in any case, as Windows has it.</summary>
internal interface IRegistryKey : IDisposable
{
    IReadOnlyList<string> SubKeyNames { get; }

    IReadOnlyList<string> ValueNames { get; }

    /// <summary>The value as Windows gives it: a string for REG_SZ, an int for REG_DWORD; null where there is none.</summary>
    object? Read(string name);

    /// <summary>The kind of a value that is there, as Windows numbers them.</summary>
    int KindOf(string name);

    /// <summary>Writes a string as REG_SZ or an int as REG_DWORD.</summary>
    void Write(string name, object value);

    /// <summary>Writes what <see cref="Read"/> and <see cref="KindOf"/> gave before.</summary>
    void Restore(string name, object value, int kind);

    /// <summary>Does nothing where there is no such value.</summary>
    void Delete(string name);

    /// <summary>Null where there is no such key.</summary>
    IRegistryKey? Open(string name, bool writable);

    /// <summary>Opens a key to write in it, and makes it where there is none.</summary>
    IRegistryKey Create(string name);
}
