using System.Threading.Tasks;
using DcvAdmin.Functions.Tests.Running;

namespace DcvAdmin.Functions.Tests.Local;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData(new string[0], 2, "--local")]
    [InlineData(new[] { "--help" }, 0, "--local")]
    [InlineData(new[] { "--version" }, 0, ".")]
    [InlineData(new[] { "--locl" }, 2, "There is no option '--locl'")]
    [InlineData(new[] { "--local", "--port", "70000" }, 2, "from 0 to 65535")]
    [InlineData(new[] { "--local", "--store" }, 2, "--store wants a value")]
    [InlineData(new[] { "--port", "1" }, 2, "go with --local")]
    [InlineData(new[] { "--local", "--store", "x.db" }, 2, "is not the name of a store")]
    public async Task The_command_line_is_answered_in_words(string[] arguments, int exitCode, string words)
    {
        await using var process = FunctionProcess.Start(arguments, readsErrors: true);

        Assert.Equal(exitCode, await process.WaitForExitAsync());
        Assert.Contains(words, await process.OutputAsync(), System.StringComparison.Ordinal);
    }
}
