using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Files;

namespace DcvAdmin.Adapters.Tests.Files;

public sealed class PrivateFilesTests : IDisposable
{
    private const UnixFileMode OwnerOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_is_made_for_its_owner_alone_and_its_parents_with_it()
    {
        PrivateFiles.CreateDirectory(_folder.File("a/b/c"));
        Assert.True(Directory.Exists(_folder.File("a/b/c")));
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(OwnerOnlyFolder, File.GetUnixFileMode(_folder.File("a/b/c")));
    }

    [Fact]
    public void A_folder_that_exists_is_left_as_it_is()
    {
        Directory.CreateDirectory(_folder.File("a"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder.File("a"), OwnerOnlyFolder | UnixFileMode.GroupRead);
        PrivateFiles.CreateDirectory(_folder.File("a"));
        if (!OperatingSystem.IsWindows()) Assert.Equal(OwnerOnlyFolder | UnixFileMode.GroupRead, File.GetUnixFileMode(_folder.File("a")));
    }

    [Fact]
    public void An_empty_file_is_made_once_and_for_its_owner_alone()
    {
        PrivateFiles.CreateEmpty(_folder.File("a"));
        Assert.Equal(0, new FileInfo(_folder.File("a")).Length);
        if (!OperatingSystem.IsWindows()) Assert.Equal(OwnerOnlyFile, File.GetUnixFileMode(_folder.File("a")));
        Assert.ThrowsAny<IOException>(() => PrivateFiles.CreateEmpty(_folder.File("a")));
    }

    [Fact]
    public void A_text_is_written_whole_and_private_and_nothing_is_left_beside_it()
    {
        foreach (var text in new[] { "first", "zweiter, länger 👩🏽‍💻", string.Empty, "last" })
        {
            PrivateFiles.WriteAllText(_folder.File("a"), text);
            Assert.Equal(text, File.ReadAllText(_folder.File("a")));
            Assert.Equal([_folder.File("a")], Directory.GetFiles(_folder.Path));
            if (!OperatingSystem.IsWindows()) Assert.Equal(OwnerOnlyFile, File.GetUnixFileMode(_folder.File("a")));
        }
    }

    [Fact]
    public void A_text_takes_the_place_of_a_file_that_others_could_read()
    {
        File.WriteAllText(_folder.File("a"), "old");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder.File("a"), OwnerOnlyFile | UnixFileMode.OtherRead);
        PrivateFiles.WriteAllText(_folder.File("a"), "new");
        if (!OperatingSystem.IsWindows()) Assert.Equal(OwnerOnlyFile, File.GetUnixFileMode(_folder.File("a")));
    }

    [Fact]
    public void A_text_that_cannot_be_written_leaves_nothing_behind()
    {
        Directory.CreateDirectory(_folder.File("a"));
        Assert.ThrowsAny<Exception>(() => PrivateFiles.WriteAllText(_folder.File("a"), "text"));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_new_text_takes_the_place_of_nothing()
    {
        Assert.True(PrivateFiles.TryWriteNew(_folder.File("a"), "first"));
        Assert.False(PrivateFiles.TryWriteNew(_folder.File("a"), "second"));
        Assert.Equal("first", File.ReadAllText(_folder.File("a")));
        Directory.CreateDirectory(_folder.File("b"));
        Assert.False(PrivateFiles.TryWriteNew(_folder.File("b"), "third"));
        Assert.Equal([_folder.File("a")], Directory.GetFiles(_folder.Path));
        if (!OperatingSystem.IsWindows()) Assert.Equal(OwnerOnlyFile, File.GetUnixFileMode(_folder.File("a")));
    }

    [Fact]
    public async Task Of_many_new_texts_at_once_one_is_written()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(() => PrivateFiles.TryWriteNew(_folder.File("a"), $"text {number}"))));
        Assert.Single(results, isWritten => isWritten);
        Assert.Equal($"text {Array.IndexOf(results, true)}", File.ReadAllText(_folder.File("a")));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Readers_see_the_old_text_or_the_new_and_never_a_part()
    {
        var texts = new[] { new string('a', 100_000), new string('b', 200_000) };
        PrivateFiles.WriteAllText(_folder.File("a"), texts[0]);
        var isWriting = true;
        var reader = Task.Run(
            () =>
            {
                var reads = 0;
                while (Volatile.Read(ref isWriting) || reads == 0)
                {
                    Assert.Contains(File.ReadAllText(_folder.File("a")), texts);
                    reads++;
                }

                return reads;
            },
            TestContext.Current.CancellationToken);

        for (var i = 0; i < 200; i++) PrivateFiles.WriteAllText(_folder.File("a"), texts[i % 2]);
        Volatile.Write(ref isWriting, false);

        Assert.True(await reader > 0);
    }
}
