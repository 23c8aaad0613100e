using System.Security.Cryptography;

namespace DcvAdmin.Stores;

/// <summary>The operating system's random source, for secrets.</summary>
internal static class SystemRandom
{
    public static void Fill(byte[] bytes)
    {
#if NET
        RandomNumberGenerator.Fill(bytes);
#else
        using var random = RandomNumberGenerator.Create();
        random.GetBytes(bytes);
#endif
    }
}
