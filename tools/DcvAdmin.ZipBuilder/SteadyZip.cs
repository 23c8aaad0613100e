using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;

namespace DcvAdmin.ZipBuilder;

/// <summary>A zip that depends on nothing but names and contents: not on times, on the order a file system lists in, or on the system that packs.</summary>
internal static class SteadyZip
{
    private const int RegularFile = 0x8000;
    private const int Executable = RegularFile | 0x1ED; // rwxr-xr-x
    private const int Readable = RegularFile | 0x1A4; // rw-r--r--
    private const byte MadeOnUnix = 3;

    /// <summary>The earliest time that a zip can hold.</summary>
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Packs every file below a folder.</summary>
    /// <param name="folder">The folder; its files are named from here.</param>
    /// <param name="zip">The zip to make; one that is there is replaced when the new one is whole.</param>
    /// <param name="executables">Names, from the folder, of the files that are programs.</param>
    /// <exception cref="IOException">A file cannot be read or written, or an executable is missing.</exception>
    public static void Write(string folder, string zip, IReadOnlyCollection<string> executables)
    {
        var names = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal).ToList();
        foreach (var missing in executables.Except(names)) throw new FileNotFoundException($"There is no {missing} in {folder}.");

        using var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in names)
            {
                var entry = archive.CreateEntry(name, CompressionLevel.SmallestSize);
                entry.LastWriteTime = Epoch;
                entry.ExternalAttributes = (executables.Contains(name) ? Executable : Readable) << 16;
                using var target = entry.Open();
                using var source = File.OpenRead(Path.Combine(folder, name));
                source.CopyTo(target);
            }
        }

        var bytes = buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
        MarkAsMadeOnUnix(bytes);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(zip))!);
        var whole = zip + ".new";
        File.WriteAllBytes(whole, bytes);
        File.Move(whole, zip, overwrite: true);
    }

    /// <summary>A zip made on Windows says so in every entry, and then nobody looks at the file modes: bootstrap would not be a program in Lambda.</summary>
    private static void MarkAsMadeOnUnix(Span<byte> zip)
    {
        // The end record has no comment, so it stands in the last 22 bytes (APPNOTE 4.3.16).
        var end = zip[^22..];
        var count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        var position = BinaryPrimitives.ReadInt32LittleEndian(end[16..]);
        for (var i = 0; i < count; i++)
        {
            var header = zip[position..];
            header[5] = MadeOnUnix;
            position += 46 + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
        }
    }
}
