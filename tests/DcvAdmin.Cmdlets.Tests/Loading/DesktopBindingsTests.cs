using System;
using System.Reflection;

namespace DcvAdmin.Loading;

public class DesktopBindingsTests
{
    private const string Key = "cc7b13ffcd2ddd51", OtherKey = "b77a5c561934e089";

    [Theory]
    [InlineData("System.Memory", "4.0.1.1", Key, true)]
    [InlineData("System.Memory", "4.0.5.0", Key, true)]
    [InlineData("System.Memory", "4.0.1.0", Key, false)]
    [InlineData("System.Memory", "4.0.5.0", OtherKey, false)]
    [InlineData("Microsoft.Bcl.AsyncInterfaces", "10.0.0.0", Key, true)]
    [InlineData("netstandard", "2.1.0.0", Key, true)]
    // What no framework brings is nobody's but ours, wherever it lies and whatever version it says.
    [InlineData("Microsoft.Data.Sqlite", "99.0.0.0", Key, false)]
    [InlineData("SQLitePCLRaw.core", "99.0.0.0", Key, false)]
    [InlineData("AWSSDK.Core", "99.0.0.0", Key, false)]
    [InlineData("DcvAdmin.Adapters", "99.0.0.0", Key, false)]
    public void The_framework_may_serve_its_own_libraries_in_no_older_version(string name, string version, string key, bool expected)
    {
        var referenced = new AssemblyName($"{name}, Version={(name == "System.Memory" ? "4.0.1.1" : "1.0.0.0")}, Culture=neutral, PublicKeyToken={Key}");
        var bound = new AssemblyName($"{name}, Version={version}, Culture=neutral, PublicKeyToken={key}");

        Assert.Equal(expected, DesktopBindings.IsAcceptable(referenced, bound, isOfFramework: true));
        Assert.False(DesktopBindings.IsAcceptable(referenced, bound, isOfFramework: false));
    }

    [Fact]
    public void The_refusal_names_both_files_and_the_ways_out()
    {
        var refusal = new AdapterConflictException("AWSSDK.Core", @"C:\Other\AWSSDK.Core.dll", "3.7.402.0", @"C:\DcvAdmin\adapters\net472\AWSSDK.Core.dll", "4.0.102.16");
        Assert.Equal(
            @"Another module's AWSSDK.Core stands in for DcvAdmin's in this session: C:\Other\AWSSDK.Core.dll (file version 3.7.402.0) instead of "
            + @"C:\DcvAdmin\adapters\net472\AWSSDK.Core.dll (file version 4.0.102.16). " + AdapterConflictException.Advice,
            refusal.Message);
        foreach (var wayOut in (string[])["new session", "first", "PowerShell 7"]) Assert.Contains(wayOut, AdapterConflictException.Advice, StringComparison.Ordinal);
    }
}
