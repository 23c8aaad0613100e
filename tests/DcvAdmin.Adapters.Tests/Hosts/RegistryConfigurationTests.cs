using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Hosts;

namespace DcvAdmin.Adapters.Tests.Hosts;

public sealed class RegistryConfigurationTests
{
    private readonly FakeRegistryKey.Node _root = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Missing_keys_are_made_and_values_have_the_documented_types()
    {
        Assert.True(await ApplyAsync(
            new SettingChange("security", "auth-token-verifier", SettingValue.Of("https://b/")), new SettingChange("security", "no-tls-strict", SettingValue.Of(true)),
            new SettingChange("security", "auth-token-verifier-timeout", SettingValue.Of(30)), new SettingChange("security", "administrators", SettingValue.Of(["a", "b"])),
            new SettingChange("session-management/automatic-console-session", "max-concurrent-clients", SettingValue.Of(-1))));

        var security = _root["security"].Values;
        Assert.Equal(("https://b/", 1, 30, "['a', 'b']"), (security["auth-token-verifier"], security["no-tls-strict"], security["auth-token-verifier-timeout"], security["administrators"]));
        Assert.Equal(-1, _root[@"session-management\automatic-console-session"].Values["max-concurrent-clients"]);
    }

    [Fact]
    public async Task What_is_there_is_read_whatever_its_type_and_case()
    {
        _root["Security"].Values["No-Tls-Strict"] = 1;
        _root["Security"].Values["ca-file"] = 7;
        _root["Security"].Values["administrators"] = "['a']";
        _root["Security"].Values[string.Empty] = "the default value of the key";
        _root[@"session-management\defaults"].Values["permissions-file"] = @"C:\x.perm";
        _root["vendor"].Values["blob"] = new byte[] { 1, 2 };

        Assert.Equal(
            [
                new StoredSetting("security", "administrators", SettingValue.Of(["a"]), "['a']"), new StoredSetting("security", "ca-file", null, "7"),
                new StoredSetting("security", "no-tls-strict", SettingValue.Of(true), "1"), new StoredSetting("session-management/defaults", "permissions-file", SettingValue.Of(@"C:\x.perm"), @"C:\x.perm"),
                new StoredSetting("vendor", "blob", null, "01-02"),
            ],
            await Open().ReadAsync(Cancel));
    }

    [Fact]
    public async Task What_is_so_already_is_not_opened_for_writing()
    {
        _root["security"].Values["no-tls-strict"] = 1;
        var configuration = new RegistryConfiguration("HKEY", writable => writable ? throw new InvalidOperationException() : new FakeRegistryKey(_root, false));
        Assert.False(await configuration.ApplyAsync([new SettingChange("security", "no-tls-strict", SettingValue.Of(true)), new SettingChange("absent/deep", "x", null)], Cancel));
        Assert.Equal(["security"], _root.Keys.Keys);
    }

    [Fact]
    public async Task A_value_of_the_wrong_type_is_written_anew()
    {
        _root["connectivity"].Values["web-port"] = "8443";
        Assert.True(await ApplyAsync(new SettingChange("connectivity", "web-port", SettingValue.Of(8443))));
        Assert.Equal(8443, _root["connectivity"].Values["web-port"]);
    }

    [Fact]
    public async Task A_setting_is_taken_out_and_its_neighbours_stay()
    {
        _root["security"].Values["ca-file"] = "x";
        _root["security"].Values["other"] = 1;
        Assert.True(await ApplyAsync(new SettingChange("security", "ca-file", null)));
        Assert.Equal(["other"], _root["security"].Values.Keys);
    }

    [Fact]
    public async Task Where_one_value_is_refused_those_before_it_are_put_back()
    {
        _root["security"].Values["ca-file"] = "before";
        _root["security"].Values["no-tls-strict"] = 1;
        _root["security"].RefusedValue = "pam-service-name";

        var failure = await Assert.ThrowsAsync<HostException>(() => ApplyAsync(
            new SettingChange("security", "ca-file", SettingValue.Of("after")), new SettingChange("security", "no-tls-strict", null),
            new SettingChange("security", "passwd-file", SettingValue.Of("new")), new SettingChange("security", "pam-service-name", SettingValue.Of("dcv"))));

        Assert.Equal(HostFault.AccessDenied, failure.Fault);
        Assert.Equal(["ca-file=before", "no-tls-strict=1"], _root["security"].Values.Select(value => $"{value.Key}={value.Value}"));
    }

    [Fact]
    public async Task What_is_put_back_has_its_kind_again_whatever_that_was()
    {
        const int Binary = 3, Expandable = 2;
        (_root["security"].Values["ca-file"], _root["security"].Kinds["ca-file"]) = (@"%ProgramData%\ca.pem", Expandable);
        (_root["security"].Values["passwd-file"], _root["security"].Kinds["passwd-file"]) = (new byte[] { 1, 2 }, Binary);
        _root["security"].RefusedValue = "pam-service-name";

        await Assert.ThrowsAsync<HostException>(() => ApplyAsync(
            new SettingChange("security", "ca-file", SettingValue.Of("after")), new SettingChange("security", "passwd-file", SettingValue.Of("after")),
            new SettingChange("security", "pam-service-name", SettingValue.Of("dcv"))));

        Assert.Equal((@"%ProgramData%\ca.pem", Expandable), (_root["security"].Values["ca-file"], _root["security"].Kinds["ca-file"]));
        Assert.Equal([1, 2], Assert.IsType<byte[]>(_root["security"].Values["passwd-file"]));
        Assert.Equal(Binary, _root["security"].Kinds["passwd-file"]);
    }

    [Fact]
    public async Task A_value_that_cannot_be_put_back_is_named_and_the_others_are_put_back()
    {
        const int Binary = 3;
        _root["security"].Values["ca-file"] = "before";
        (_root["security"].Values["passwd-file"], _root["security"].Kinds["passwd-file"]) = (new byte[] { 1 }, Binary);
        _root["security"].RefusedKind = Binary;
        _root["security"].RefusedValue = "pam-service-name";

        var failure = await Assert.ThrowsAsync<HostException>(() => ApplyAsync(
            new SettingChange("security", "ca-file", SettingValue.Of("after")), new SettingChange("security", "passwd-file", SettingValue.Of("after")),
            new SettingChange("security", "pam-service-name", SettingValue.Of("dcv"))));

        Assert.Contains("security/passwd-file", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("security/ca-file", failure.Message, StringComparison.Ordinal);
        Assert.IsType<UnauthorizedAccessException>(failure.InnerException);
        Assert.Equal("before", _root["security"].Values["ca-file"]);
    }

    [Fact]
    public async Task A_list_that_is_written_in_another_way_is_the_same()
    {
        _root["security"].Values["administrators"] = "[ \"a\",'b' ]";
        Assert.False(await ApplyAsync(new SettingChange("security", "administrators", SettingValue.Of(["a", "b"]))));
    }

    [Fact]
    public async Task Without_the_root_nothing_is_installed()
    {
        var configuration = new RegistryConfiguration("HKEY_USERS\\x", _ => null);
        Assert.Equal(HostFault.NotFound, (await Assert.ThrowsAsync<HostException>(() => configuration.ReadAsync(Cancel))).Fault);
        Assert.Equal(HostFault.NotFound, (await Assert.ThrowsAsync<HostException>(() => configuration.ApplyAsync([new SettingChange("a", "b", null)], Cancel))).Fault);
    }

    [Theory]
    [InlineData(@"HKEY_LOCAL_MACHINE\Image\dcv", "HKEY_LOCAL_MACHINE", @"Image\dcv")]
    [InlineData(@"hklm:\Image\dcv\", "HKEY_LOCAL_MACHINE", @"Image\dcv")]
    [InlineData(@"Microsoft.PowerShell.Core\Registry::\HKEY_USERS\S-1-5-18\Software", "HKEY_USERS", @"S-1-5-18\Software")]
    [InlineData(@"HKCU\a b", "HKEY_CURRENT_USER", "a b")]
    public void A_root_is_named_as_Windows_and_PowerShell_name_it(string name, string hive, string path) => Assert.Equal(new RegistryRoot(hive, path), RegistryRoot.Parse(name));

    [Theory]
    [InlineData("")]
    [InlineData("HKEY_LOCAL_MACHINE")]
    [InlineData(@"HKEY_CLASSES_ROOT\x")]
    [InlineData(@"\\server\HKLM\x")]
    [InlineData(@"HKLM\a\\b")]
    [InlineData("HKLM\\a\nb")]
    public void What_is_no_root_is_refused(string name) => Assert.Equal(HostFault.NotFound, Assert.Throws<HostException>(() => RegistryRoot.Parse(name)).Fault);

    private RegistryConfiguration Open() => new("HKEY", writable => new FakeRegistryKey(_root, writable));

    private Task<bool> ApplyAsync(params SettingChange[] changes) => Open().ApplyAsync(changes, Cancel);
}
