using System;
using System.IO;
using DcvAdmin.Stores;

namespace DcvAdmin.Adapters.Tests;

/// <summary>A folder of one test, removed with everything in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string ParentVariable = "DCVADMIN_TEST_FOLDER";

    public TemporaryFolder()
    {
        Path = System.IO.Path.Combine(Parent(), "dcvadmin-tests-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public StoreUri.Sqlite Store(string name = "store.db") => StoreUri.Sqlite.AtPath(File(name));

    // In memory where there is such a file system: a process that is killed loses nothing that the kernel has, so no test here proves more
    // on a disk, and thousands of commits would each wait for one.
    private static string Parent() =>
        Environment.GetEnvironmentVariable(ParentVariable) is { Length: > 0 } named ? named
        : Directory.Exists("/dev/shm") ? "/dev/shm"
        : System.IO.Path.GetTempPath();

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
