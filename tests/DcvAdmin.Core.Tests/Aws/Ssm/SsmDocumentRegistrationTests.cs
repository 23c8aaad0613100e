using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws;
using DcvAdmin.Aws.Ssm;

namespace DcvAdmin.Core.Tests.Aws.Ssm;

public sealed class SsmDocumentRegistrationTests
{
    private readonly SystemsManagerInMemory _aws = new();

    [Fact]
    public async Task A_document_is_created_then_left_alone_then_updated()
    {
        Assert.Equal(new SsmDocumentRegistration("1", SsmDocumentAction.Created), await EnsureAsync("""{"a":1}"""));
        Assert.Equal(new SsmDocumentRegistration("1", SsmDocumentAction.Unchanged), await EnsureAsync("""{"a":1}"""));
        Assert.Equal(new SsmDocumentRegistration("2", SsmDocumentAction.Updated), await EnsureAsync("""{"a":2}"""));
        Assert.Equal(new SsmDocumentRegistration("2", SsmDocumentAction.Unchanged), await EnsureAsync("""{"a":2}"""));
        Assert.Equal(["create", "update", "default 2"], _aws.Done);
    }

    [Theory]
    [InlineData("mine", "1", SsmDocumentAction.Unchanged)]
    [InlineData("other", "2", SsmDocumentAction.Updated)]
    public async Task A_document_that_comes_into_being_at_the_same_moment_is_as_if_it_had_been_there(string content, string version, SsmDocumentAction action)
    {
        _aws.BeforeCreation = () => _aws.Versions.Add(content);
        Assert.Equal(new SsmDocumentRegistration(version, action), await EnsureAsync("mine"));
    }

    [Theory]
    [InlineData(1, "3")]
    [InlineData(3, "1")]
    public async Task A_version_that_has_the_content_becomes_the_default_one(int now, string wanted)
    {
        _aws.Versions.AddRange(["one", "two", "three"]);
        _aws.Default = now;
        Assert.Equal(new SsmDocumentRegistration(wanted, SsmDocumentAction.Updated), await EnsureAsync(wanted == "1" ? "one" : "three"));
        Assert.Equal([$"default {wanted}"], _aws.Done);
    }

    [Theory]
    [InlineData("""{"a": "b c"}""", "{\r\n\t\"a\":\"b c\"\n}", true)]
    [InlineData("""{"a":"b c"}""", """{"a":"bc"}""", false)]
    [InlineData("""{"a":"\" "}""", """{"a":"\""}""", false)]
    [InlineData("""{"a":"\\","b":1}""", """{"a":"\\", "b":1}""", true)]
    [InlineData("""{"a":"B"}""", """{"a":"b"}""", false)]
    public void Layout_is_no_difference(string one, string other, bool same) => Assert.Equal(same, SsmDocumentRegistration.HaveSameContent(one, other));

    [Fact]
    public async Task Content_that_nobody_can_show_is_a_conflict()
    {
        var failure = await Assert.ThrowsAsync<AwsException>(() => SsmDocumentRegistration.EnsureAsync(new Forgetful(_aws), "n", "x", TestContext.Current.CancellationToken));
        Assert.Equal(AwsFault.Conflict, failure.Fault);
    }

    private Task<SsmDocumentRegistration> EnsureAsync(string content) => SsmDocumentRegistration.EnsureAsync(_aws, "n", content, TestContext.Current.CancellationToken);

    private sealed class Forgetful(SystemsManagerInMemory inner) : ISystemsManager
    {
        public Task<SsmDocument?> FindDocumentAsync(string name, string? version, CancellationToken cancellationToken) => Task.FromResult<SsmDocument?>(new SsmDocument(name, "1", "other"));

        public Task<string> FindLatestVersionAsync(string name, CancellationToken cancellationToken) => Task.FromResult("2");

        public Task<string> CreateDocumentAsync(string name, string content, CancellationToken cancellationToken) => inner.CreateDocumentAsync(name, content, cancellationToken);

        public Task<string?> UpdateDocumentAsync(string name, string content, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

        public Task SetDefaultVersionAsync(string name, string version, CancellationToken cancellationToken) => inner.SetDefaultVersionAsync(name, version, cancellationToken);

        public Task<SsmReceipt> SendCommandAsync(SsmCommand command, CancellationToken cancellationToken) => inner.SendCommandAsync(command, cancellationToken);

        public Task<System.Collections.Generic.IReadOnlyList<SsmInvocation>> ListInvocationsAsync(string commandId, CancellationToken cancellationToken) =>
            inner.ListInvocationsAsync(commandId, cancellationToken);

        public Task<SsmStepOutput> GetStepOutputAsync(string commandId, string instanceId, string stepName, CancellationToken cancellationToken) =>
            inner.GetStepOutputAsync(commandId, instanceId, stepName, cancellationToken);
    }
}
