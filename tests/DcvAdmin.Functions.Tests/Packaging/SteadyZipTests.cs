using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Threading.Tasks;
using DcvAdmin.Emulators;
using DcvAdmin.Functions.Tests.Running;
using DcvAdmin.LambdaEmulator;
using DcvAdmin.ZipBuilder;

namespace DcvAdmin.Functions.Tests.Packaging;

public sealed class SteadyZipTests(MotoServer moto) : IDisposable
{
    private const int Mode755 = 0x81ED;
    private const int Mode644 = 0x81A4;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_same_files_give_the_same_bytes_whenever_and_in_whatever_order_they_were_written()
    {
        string[] names = ["bootstrap", "DcvAdmin.Functions.dll", "a.json", "runtimes/lib.so"];
        var first = Fill("first", names, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        var second = Fill("second", [.. names.Reverse()], new DateTime(2031, 6, 7, 8, 9, 10, DateTimeKind.Utc));

        SteadyZip.Write(first, _folder.File("first.zip"), ["bootstrap"]);
        SteadyZip.Write(second, _folder.File("second.zip"), ["bootstrap"]);

        var bytes = File.ReadAllBytes(_folder.File("first.zip"));
        Assert.Equal(bytes, File.ReadAllBytes(_folder.File("second.zip")));
        File.AppendAllText(Path.Combine(second, "a.json"), "!");
        SteadyZip.Write(second, _folder.File("second.zip"), ["bootstrap"]);
        Assert.NotEqual(bytes, File.ReadAllBytes(_folder.File("second.zip")));
    }

    [Fact]
    public void Only_the_program_is_one_and_every_entry_says_that_Unix_made_it()
    {
        SteadyZip.Write(Fill("files", ["bootstrap", "b.dll"], DateTime.UtcNow), _folder.File("x.zip"), ["bootstrap"]);

        using var zip = ZipFile.OpenRead(_folder.File("x.zip"));
        Assert.Equal(["b.dll", "bootstrap"], zip.Entries.Select(entry => entry.FullName));
        Assert.Equal([Mode644, Mode755], zip.Entries.Select(entry => entry.ExternalAttributes >> 16 & 0xFFFF));
        Assert.Equal("bootstrap", new StreamReader(zip.GetEntry("bootstrap")!.Open()).ReadToEnd());
        var bytes = File.ReadAllBytes(_folder.File("x.zip"));
        var headers = Enumerable.Range(0, bytes.Length - 4).Where(place => bytes.AsSpan(place, 4).SequenceEqual("PK\x01\x02"u8)).ToArray();
        Assert.Equal(2, headers.Length);
        Assert.All(headers, place => Assert.Equal(3, bytes[place + 5]));
    }

    [Fact]
    public void A_folder_without_the_program_is_refused_and_the_old_zip_stays()
    {
        File.WriteAllText(_folder.File("x.zip"), "old");

        Assert.Throws<FileNotFoundException>(() => SteadyZip.Write(Fill("files", ["b.dll"], DateTime.UtcNow), _folder.File("x.zip"), ["bootstrap"]));

        Assert.Equal("old", File.ReadAllText(_folder.File("x.zip")));
    }

    [Fact]
    public async Task The_published_zip_runs_in_a_sandbox()
    {
        var path = Path.Combine(Repository.Root, "output", "functions", "dcvadmin-functions-linux-x64.zip");
        Assert.SkipUnless(OperatingSystem.IsLinux() && System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.X64, "The package is for Linux on x64.");
        Assert.SkipUnless(File.Exists(path), "Nothing is published: ./build.ps1 -Task Functions");
        MotoServer.SkipWhereMissing();
        await ZipFile.ExtractToDirectoryAsync(path, _folder.File("task"), TestContext.Current.CancellationToken);
        Assert.Equal(UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(_folder.File("task"), "bootstrap")) & UnixFileMode.UserExecute);

        await using var table = await TokenTable.CreateAsync(await moto.GetAddressAsync(TestContext.Current.CancellationToken));
        await using var sandbox = await LambdaSandbox.StartAsync();
        await using var process = FunctionProcess.StartProgram(
            Path.Combine(_folder.File("task"), "bootstrap"), [("AWS_LAMBDA_RUNTIME_API", sandbox.Address), ("_HANDLER", "get-token"), .. table.Variables]);

        var answer = await sandbox.InvokeAsync(LambdaEvent.Of("""{"user":"anna","sessionId":"console"}"""));

        Assert.Equal(LambdaAnswerKind.Response, answer.Kind);
        Assert.Contains("\"statusCode\":200", answer.Text, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string Fill(string name, string[] files, DateTime time)
    {
        var folder = _folder.File(name);
        foreach (var file in files)
        {
            var path = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file);
            File.SetLastWriteTimeUtc(path, time);
        }

        return folder;
    }
}
