using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace DcvAdmin.Terraform.Tests.Running;

public sealed class ProviderMirrorTests
{
    [Fact]
    public void The_folder_that_is_named_wins() => Assert.Equal("/named", Find([(ProviderMirror.Variable, "/named"), ("HOME", "/home/anna")], "/home/anna/.terraform.d/plugins"));

    [Fact]
    public void A_configuration_that_exists_is_left_alone()
    {
        var file = Path.GetTempFileName();
        try
        {
            Assert.Null(Find([("TF_CLI_CONFIG_FILE", file)], "/usr/share/terraform/plugins"));
            Assert.Equal("/usr/share/terraform/plugins", Find([("TF_CLI_CONFIG_FILE", $"{file}.missing")], "/usr/share/terraform/plugins"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("/home/anna/.terraform.d/plugins")]
    [InlineData("/home/anna/.local/share/terraform/plugins")]
    [InlineData("/usr/local/share/terraform/plugins")]
    [InlineData("/opt/b")]
    public void The_usual_places_are_looked_at(string folder)
    {
        Assert.SkipWhen(System.OperatingSystem.IsWindows(), "These places are Unix's.");
        Assert.Equal(folder, Find([("HOME", "/home/anna")], folder));
    }

    [Fact]
    public void Without_any_there_is_none() => Assert.Null(Find([("HOME", "/home/anna")]));

    private static string? Find((string Name, string Value)[] variables, params string[] mirrors) => ProviderMirror.Find(
        name => variables.FirstOrDefault(variable => variable.Name == name).Value, mirrors.Contains, folder => (IEnumerable<string>)(folder == "/opt" ? ["/opt/a", "/opt/b"] : []));
}
