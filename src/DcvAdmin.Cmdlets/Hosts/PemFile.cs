using System;
using System.IO;

namespace DcvAdmin.Hosts;

/// <summary>Tells a file of certificates from any other before it is set on a DCV server, which says nothing until the first user is refused.</summary>
internal static class PemFile
{
    // A bundle of every public authority is a quarter of this.
    private const int MaximumBytes = 1024 * 1024;

    /// <summary>What the file holds; null where it cannot be read, is no regular file, or has no certificate or one that is damaged.</summary>
    public static PemBundle? TryRead(string path)
    {
        try
        {
            return PemBundle.TryRead(RegularFile.ReadAllBytes(path, MaximumBytes));
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
