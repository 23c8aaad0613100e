using System.IO;
using System.Reflection;

namespace DcvAdmin.Loading;

public class DesktopResolverTests
{
    private const string Asked = "System.Memory, Version=4.0.1.1, Culture=neutral, PublicKeyToken=cc7b13ffcd2ddd51";

    [Theory]
    [InlineData("System.Memory, Version=4.0.1.1, Culture=neutral, PublicKeyToken=cc7b13ffcd2ddd51", true)]
    [InlineData("System.Memory, Version=4.0.5.0, Culture=neutral, PublicKeyToken=cc7b13ffcd2ddd51", true)]
    [InlineData("system.memory, Version=4.0.5.0, Culture=neutral, PublicKeyToken=cc7b13ffcd2ddd51", true)]
    [InlineData("System.Memory, Version=4.0.1.0, Culture=neutral, PublicKeyToken=cc7b13ffcd2ddd51", false)]
    [InlineData("System.Memory, Version=4.0.5.0, Culture=neutral, PublicKeyToken=b03f5f7f11d50a3a", false)]
    [InlineData("System.Memory, Version=4.0.5.0, Culture=neutral, PublicKeyToken=null", false)]
    [InlineData("System.Buffers, Version=4.0.5.0, Culture=neutral, PublicKeyToken=cc7b13ffcd2ddd51", false)]
    public void A_file_stands_in_with_the_same_name_and_key_and_no_older_version(string candidate, bool expected) =>
        Assert.Equal(expected, DesktopResolver.Satisfies(new AssemblyName(Asked), new AssemblyName(candidate)));

    [Fact]
    public void A_request_without_version_and_key_takes_an_unsigned_file()
    {
        Assert.True(DesktopResolver.Satisfies(new AssemblyName("Plain"), new AssemblyName("Plain, Version=1.0.0.0, PublicKeyToken=null")));
        Assert.False(DesktopResolver.Satisfies(new AssemblyName("Plain"), new AssemblyName("Plain, Version=1.0.0.0, PublicKeyToken=cc7b13ffcd2ddd51")));
    }

    [Fact]
    public void Only_requesters_in_the_folder_itself_are_ours()
    {
        var folder = Path.Combine(Path.GetTempPath(), "adapters", "net472");
        Assert.True(DesktopResolver.IsOurs(Path.Combine(folder, "DcvAdmin.Adapters.dll"), folder));
        Assert.True(DesktopResolver.IsOurs(Path.Combine(folder, "..", "NET472", "DcvAdmin.Adapters.dll"), folder + Path.DirectorySeparatorChar));
        Assert.False(DesktopResolver.IsOurs(Path.Combine(folder, "deeper", "Other.dll"), folder));
        Assert.False(DesktopResolver.IsOurs(folder + "x.dll", folder));
        Assert.False(DesktopResolver.IsOurs(Path.Combine(Path.GetTempPath(), "Other.dll"), folder));
        Assert.False(DesktopResolver.IsOurs(string.Empty, folder));
        Assert.False(DesktopResolver.IsOurs(null, folder));
    }
}
