using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace DcvAdmin.Processes;

/// <summary>
/// Where the programs are that DcvAdmin runs: folders in which root or an administrator alone may write. Neither the PATH nor the folder of the moment counts,
/// for either may be somebody else's while DcvAdmin runs as root.
/// </summary>
internal static class ProgramFolders
{
    /// <summary>
    /// Data of the application domain that names another folder with all of these programs. Only code of this process can set it, which an environment variable,
    /// inherited from who knows whom, is not.
    /// </summary>
    public const string DataName = "DcvAdmin.Programs";

    private static bool IsWindows => Path.DirectorySeparatorChar == '\\';

    /// <summary>The path of a program; null where it is in none of the folders.</summary>
    /// <param name="name">Its name, with the ending that Windows wants.</param>
    public static string? Find(string name) => Folders().Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static IEnumerable<string> Folders()
    {
        if (AppDomain.CurrentDomain.GetData(DataName) is string named) return [Path.GetFullPath(named)];
        return IsWindows
            ? [Environment.SystemDirectory, Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "NICE", "DCV", "Server", "bin")]
            : ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];
    }
}
