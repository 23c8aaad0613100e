using System;
using System.Text.Json;

namespace DcvAdmin.Terraform.Tests.Components;

public sealed class ComponentSchemaTests
{
    private const string Good = """
        {"name":"x","description":"X.","schemaVersion":1.0,"parameters":[{"Port":{"type":"string","default":"8443","description":"P."}}],
         "phases":[{"name":"build","steps":[
           {"name":"Write","action":"CreateFile","inputs":[{"path":"/x","content":"{{ Port }}"}]},
           {"name":"Run","action":"ExecuteBash","timeoutSeconds":60,"maxAttempts":2,"onFailure":"Continue","inputs":{"commands":["true"]}}]},
          {"name":"test","steps":[{"name":"Show","action":"ExecutePowerShell","inputs":{"commands":["Get-Item x"]}}]}]}
        """;

    [Fact]
    public void A_document_as_AWS_has_it_passes()
    {
        Assert.Empty(Check(Good));
        Assert.Equal([("ExecuteBash", "build.Run.0", "true"), ("ExecutePowerShell", "test.Show.0", "Get-Item x")], ComponentSchema.ScriptsOf(JsonDocument.Parse(Good).RootElement));
    }

    [Theory]
    [InlineData("\"schemaVersion\":1.0", "\"schemaVersion\":2.0", "schemaVersion")]
    [InlineData("\"description\":\"X.\"", "\"describtion\":\"X.\"", "has no describtion")]
    [InlineData("\"name\":\"test\"", "\"name\":\"tests\"", "is none of")]
    [InlineData("\"name\":\"test\"", "\"name\":\"build\"", "two phases")]
    [InlineData("\"name\":\"Run\"", "\"name\":\"Write\"", "two steps")]
    [InlineData("\"name\":\"Run\",", "", "has no name")]
    [InlineData("\"ExecuteBash\"", "\"RunBash\"", "there is no action RunBash")]
    [InlineData("\"timeoutSeconds\":60", "\"timeoutSeconds\":\"60\"", "timeoutSeconds")]
    [InlineData("\"timeoutSeconds\":60", "\"timeout\":60", "has no timeout")]
    [InlineData("\"maxAttempts\":2", "\"maxAttempts\":0", "maxAttempts")]
    [InlineData("\"onFailure\":\"Continue\"", "\"onFailure\":\"continue\"", "onFailure")]
    [InlineData("{\"commands\":[\"true\"]}", "{}", "needs commands")]
    [InlineData("{\"commands\":[\"true\"]}", "{\"commands\":\"true\"}", "no list of texts")]
    [InlineData("{\"commands\":[\"true\"]}", "{\"commands\":[\"true\"],\"shell\":\"sh\"}", "has no shell")]
    [InlineData("{\"commands\":[\"true\"]}", "[{\"commands\":[\"true\"]}]", "are no list")]
    [InlineData("[\"true\"]", "[\"echo {{ Port }}\"]", "part of a script")]
    [InlineData("[{\"path\":\"/x\",\"content\":\"{{ Port }}\"}]", "{\"path\":\"/x\",\"content\":\"{{ Port }}\"}", "are a list")]
    [InlineData("\"path\":\"/x\",", "", "needs path")]
    [InlineData("{{ Port }}", "{{ Prt }}", "neither a parameter nor a step's|used nowhere")]
    [InlineData("{{ Port }}", "8443", "used nowhere")]
    [InlineData("\"type\":\"string\"", "\"type\":\"number\"", "no string")]
    [InlineData("\"default\":\"8443\"", "\"default\":8443", "default that is no string")]
    [InlineData("{\"commands\":[\"Get-Item x\"]}", "{\"commands\":[\"Get-Item x\"],\"file\":\"x.ps1\"}", "either commands or a file")]
    [InlineData("\"ExecutePowerShell\",\"inputs\":{\"commands\":[\"Get-Item x\"]}", "\"WebDownload\",\"inputs\":[{\"source\":\"https://x/y\",\"destination\":\"/y\"}]", "no SHA-256")]
    [InlineData("\"ExecutePowerShell\",\"inputs\":{\"commands\":[\"Get-Item x\"]}", "\"WebDownload\",\"inputs\":[{\"source\":\"http://x/y\",\"destination\":\"/y\",\"checksum\":\"0\",\"algorithm\":\"SHA256\"}]", "in clear")]
    public void A_flaw_is_told(string part, string instead, string flaws)
    {
        Assert.Contains(part, Good, StringComparison.Ordinal);

        var found = Check(Good.Replace(part, instead, StringComparison.Ordinal));

        Assert.Equal(flaws.Split('|').Length, found.Length);
        Assert.All(flaws.Split('|'), flaw => Assert.Contains(found, text => text.Contains(flaw, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"schemaVersion\":1.0}")]
    [InlineData("{\"schemaVersion\":1.0,\"phases\":[]}")]
    [InlineData("{\"schemaVersion\":1.0,\"phases\":[{\"name\":\"build\",\"steps\":[]}]}")]
    public void An_empty_document_is_none(string document) => Assert.Single(Check(document));

    private static string[] Check(string document) => [.. ComponentSchema.Check(JsonDocument.Parse(document).RootElement)];
}
