using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace DcvAdmin.StoreContracts;

/// <summary>What the contracts use of .NET and .NET Framework lacks, under the same names, so that they are the same text on both.</summary>
internal static class NewerFramework
{
    private static readonly Random SharedRandom = new();

    extension(Enum)
    {
        public static TEnum[] GetValues<TEnum>()
            where TEnum : struct, Enum => (TEnum[])Enum.GetValues(typeof(TEnum));
    }

    extension(Array)
    {
        public static void Fill<T>(T[] array, T value, int startIndex, int count)
        {
            for (var i = startIndex; i < startIndex + count; i++) array[i] = value;
        }
    }

    extension(DateTimeOffset)
    {
        public static DateTimeOffset UnixEpoch => new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }

    extension(ValueTask)
    {
        public static ValueTask CompletedTask => default;
    }

    extension(string)
    {
        public static string Create(IFormatProvider provider, FormattableString text) => text.ToString(provider);
    }

    extension(Random random)
    {
        public static Random Shared => SharedRandom;

        // Its users want any number; that the two lowest bits of the halves are never set costs them nothing.
        public long NextInt64()
        {
            lock (random) return ((long)random.Next() << 32) | (uint)random.Next();
        }
    }

    public static IEnumerable<T> Order<T>(this IEnumerable<T> items, IComparer<T>? comparer = null) => items.OrderBy(item => item, comparer);

    public static IEnumerable<(TFirst First, TSecond Second)> Zip<TFirst, TSecond>(this IEnumerable<TFirst> first, IEnumerable<TSecond> second) =>
        first.Zip(second, (one, other) => (one, other));

    public static IEnumerable<T[]> Chunk<T>(this IEnumerable<T> items, int size) =>
        items.Select((item, place) => (item, place)).GroupBy(pair => pair.place / size, pair => pair.item).Select(group => group.ToArray());
}
