using System;

namespace DcvAdmin.Bench.Load;

/// <summary>What the load asks, and which answer is right. Made once for a slice; each generator thread passes its own random state.</summary>
internal abstract class Script
{
    /// <summary>The request, with everything in it but what <see cref="TryWriteNext"/> changes.</summary>
    public abstract byte[] RequestTemplate { get; }

    /// <summary>Most requests; null for as many as there is time for. The first fifth is then the lead-in.</summary>
    public virtual int? Limit => null;

    /// <summary>Writes the next question into a copy of the template.</summary>
    /// <returns>What tells <see cref="IsRight"/> which question it was; negative where there is none left.</returns>
    public abstract int TryWriteNext(byte[] request, ref ulong random);

    /// <summary>Whether a body answers a question.</summary>
    public abstract bool IsRight(int question, ReadOnlySpan<byte> body);

    /// <summary>The next number of a xorshift generator.</summary>
    protected static ulong NextRandom(ref ulong state)
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return state;
    }
}
