using System;
using System.Linq;
using System.Text;
using DcvAdmin.Diagnosis;
using DcvAdmin.Hosts;

namespace DcvAdmin.Adapters.Tests.Hosts;

public sealed class JsonHostReportsTests
{
    private readonly IHostReports _reports = new AdapterFactory().CreateHostReports();

    [Fact]
    public void Settings_are_read_by_their_type()
    {
        var report = _reports.Read(
            """
            {"Later":{"than":[["us"]]},"Format":1,"Location":"/etc/dcv/dcv.conf","Warnings":["w \u00e4"],"Settings":[
              {"Section":"security","Name":"ca-file","Value":"2026-01-01T00:00:00 \ud83d\ude00","Type":"Text","Flaw":null},
              {"Section":"connectivity","Name":"web-port","Value":8443,"Type":"Number","Flaw":null},
              {"Section":"security","Name":"no-tls-strict","Value":true,"Type":"Switch","Flaw":""},
              {"Section":"security","Name":"administrators","Value":["a","b"],"Type":"List","Flaw":null,"Later":1},
              {"Section":"x","Name":"y","Value":"unquoted","Type":"","Flaw":"no value"}]}
            """);
        Assert.Equal("/etc/dcv/dcv.conf", report.Location);
        Assert.Equal(["w \u00e4"], report.Warnings);
        Assert.Null(report.Steps);
        object?[] expected = [SettingValue.Of("2026-01-01T00:00:00 \U0001F600"), SettingValue.Of(8443), SettingValue.Of(true), SettingValue.Of(["a", "b"]), null];
        Assert.Equal(expected, report.Settings!.Select(setting => setting.Value));
        Assert.Equal(new StoredSetting("x", "y", null, "unquoted"), report.Settings![4]);
    }

    [Fact]
    public void Steps_are_read_by_their_names()
    {
        var report = _reports.Read("\uFEFF" + """ {"Format":1,"Location":"l","Steps":[{"Name":"n","Result":"Failed","Detail":"d","Mend":"m"},{"Name":"n2","Result":"Passed","Detail":"d2","Mend":null}],"Warnings":[]} """ + "\r\n");
        Assert.Equal([new DiagnosisStep("n", StepResult.Failed, "d", "m"), new DiagnosisStep("n2", StepResult.Passed, "d2")], report.Steps!);
        Assert.Null(report.Settings);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("hello")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Format":1,"Location":"l"}""")]
    [InlineData("""{"Format":2,"Location":"l","Settings":[]}""")]
    [InlineData("""{"Format":"1","Location":"l","Settings":[]}""")]
    [InlineData("""{"Format":1,"Location":null,"Settings":[]}""")]
    [InlineData("""{"Format":1,"Location":["l"],"Settings":[]}""")]
    [InlineData("""{"Format":1,"Location":"\ud800","Settings":[]}""")]
    [InlineData("""{"Format":1,"Location":"l","Settings":{}}""")]
    [InlineData("""{"Format":1,"Location":"l","Settings":[null]}""")]
    [InlineData("""{"Format":1,"Location":"l","Settings":[],"Warnings":[null]}""")]
    [InlineData("""{"Format":1,"Location":"l","Settings":[],"Warnings":"w"}""")]
    [InlineData("""{"Format":1,"Location":"l","Settings":[{"Section":"s","Name":"n"}]}""")]
    [InlineData("""{"Format":1,"Location":"l","Settings":[{"Section":null,"Name":"n","Value":"v","Type":"Text"}]}""")]
    [InlineData("""{"Format":1,"Location":"l","Settings":[{"Section":"s","Name":"n","Value":null,"Type":"Text"}]}""")]
    [InlineData("""{"Format":1,"Location":"l","Settings":[{"Section":"s","Name":"n","Value":"v","Type":"Number"}]}""")]
    [InlineData("""{"Format":1,"Location":"l","Settings":[{"Section":"s","Name":"n","Value":3000000000,"Type":"Number"}]}""")]
    [InlineData("""{"Format":1,"Location":"l","Settings":[{"Section":"s","Name":"n","Value":1,"Type":"Switch"}]}""")]
    [InlineData("""{"Format":1,"Location":"l","Settings":[{"Section":"s","Name":"n","Value":[1],"Type":"List"}]}""")]
    [InlineData("""{"Format":1,"Location":"l","Settings":[{"Section":"s","Name":"n","Value":{"a":1},"Type":"Text"}]}""")]
    [InlineData("""{"Format":1,"Location":"l","Settings":[{"Section":"s","Name":"n","Value":"\ud800","Type":"Text"}]}""")]
    [InlineData("""{"Format":1,"Location":"l","Settings":[{"Section":"s","Name":"n","Value":7,"Flaw":"f"}]}""")]
    [InlineData("""{"Format":1,"Location":"l","Settings":[{"Section":"s","Name":"n","Value":"v","Type":"Secret"}]}""")]
    [InlineData("""{"Format":1,"Location":"l","Steps":[{"Name":"n","Result":"7","Detail":"d"}]}""")]
    [InlineData("""{"Format":1,"Location":"l","Steps":[{"Name":"n","Result":"passed","Detail":"d"}]}""")]
    [InlineData("""{"Format":1,"Location":"l","Steps":[{"Name":"n","Result":"Passed"}]}""")]
    [InlineData("""{"Format":1,"Location":"l","Settings":[]} {"Format":1}""")]
    [InlineData("""{"Format":1,"Location":"l","Settings":[],"a":[[[[[[[[[[]]]]]]]]]]}""")]
    public void Anything_else_is_no_report(string output)
    {
        var failure = Assert.Throws<FormatException>(() => _reports.Read(output));
        Assert.Null(failure.InnerException);
        Assert.Matches("^[A-Z][a-z A-Z]+\\.$", failure.Message);
    }

    [Fact]
    public void Size_is_bounded()
    {
        Assert.Throws<FormatException>(() => _reports.Read($$"""{"Format":1,"Location":"l","Settings":[],"Warnings":["{{new string('x', 8001)}}"]}"""));
        Assert.Throws<FormatException>(() => _reports.Read($$"""{"Format":1,"Location":"l","Settings":[],"x":"{{new string('x', 70000)}}"}"""));
        Assert.Throws<FormatException>(() => _reports.Read($$"""{"Format":1,"Location":"l","Settings":[],"Warnings":[{{string.Join(',', Enumerable.Repeat("\"\"", 2001))}}]}"""));
    }

    [Fact]
    public void Changes_are_written_with_their_texts_marked()
    {
        var text = _reports.Write(
        [
            new SettingChange("security", "ca-file", SettingValue.Of("/\u00e4 'x' \"y\" <b>")),
            new SettingChange("security", "no-tls-strict", SettingValue.Of(false)),
            new SettingChange("connectivity", "web-port", SettingValue.Of(8443)),
            new SettingChange("a/b", "c", SettingValue.Of(["one", ""])),
            new SettingChange("a/b", "d", SettingValue.Of(Array.Empty<string>())),
            new SettingChange("a/b", "e", null),
        ]);
        Assert.Equal(
            "{\"security/ca-file\":\"=/\u00e4 'x' \\\"y\\\" <b>\",\"security/no-tls-strict\":false,\"connectivity/web-port\":8443,\"a/b/c\":[\"=one\",\"=\"],\"a/b/d\":[],\"a/b/e\":null}",
            Encoding.UTF8.GetString(Convert.FromBase64String(text)));
    }
}
