using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws;
using DcvAdmin.Aws.Ssm;

namespace DcvAdmin.Core.Tests.Aws.Ssm;

/// <summary>Documents as Systems Manager keeps them, and commands that go on by one answer a question.</summary>
internal sealed class SystemsManagerInMemory : ISystemsManager
{
    public List<string> Versions { get; } = [];

    public int Default { get; set; } = 1;

    public List<string> Done { get; } = [];

    /// <summary>What happens to a document between the question for it and its creation.</summary>
    public Action? BeforeCreation { get; set; }

    public Queue<IReadOnlyList<SsmInvocation>> Answers { get; } = new();

    public IReadOnlyList<SsmInvocation> Always { get; set; } = [];

    public Task<SsmDocument?> FindDocumentAsync(string name, string? version, CancellationToken cancellationToken)
    {
        var number = version is null ? Default : int.Parse(version, null);
        return Task.FromResult(number <= Versions.Count ? new SsmDocument(name, $"{number}", Versions[number - 1]) : null);
    }

    public Task<string> FindLatestVersionAsync(string name, CancellationToken cancellationToken) => Task.FromResult($"{Versions.Count}");

    public Task<string> CreateDocumentAsync(string name, string content, CancellationToken cancellationToken)
    {
        BeforeCreation?.Invoke();
        if (Versions.Count > 0) throw new AwsException(AwsFault.Conflict, "DocumentAlreadyExists.", "Look.");
        Versions.Add(content);
        Done.Add("create");
        return Task.FromResult("1");
    }

    public Task<string?> UpdateDocumentAsync(string name, string content, CancellationToken cancellationToken)
    {
        if (Versions.Contains(content)) return Task.FromResult<string?>(null);
        Versions.Add(content);
        Done.Add("update");
        return Task.FromResult<string?>($"{Versions.Count}");
    }

    public Task SetDefaultVersionAsync(string name, string version, CancellationToken cancellationToken)
    {
        Default = int.Parse(version, null);
        Done.Add($"default {version}");
        return Task.CompletedTask;
    }

    /// <summary>Instances that are not managed.</summary>
    public HashSet<string> Strangers { get; } = [];

    /// <summary>Whom a refusal names; the strangers themselves where this is null.</summary>
    public string[]? Named { get; set; }

    public List<SsmCommand> Sent { get; } = [];

    public Task<SsmReceipt> SendCommandAsync(SsmCommand command, CancellationToken cancellationToken)
    {
        Sent.Add(command);
        var refused = command.InstanceIds.Where(Strangers.Contains).ToArray();
        return Task.FromResult(refused.Length == 0 ? SsmReceipt.Taken($"c-{Sent.Count}") : SsmReceipt.RefusedFor(Named ?? refused, new AwsException(AwsFault.NotFound, "Refused.", "Look.")));
    }

    /// <summary>How many questions fail, and how.</summary>
    public int Deaf { get; set; }

    public AwsFault Deafness { get; set; } = AwsFault.Throttled;

    /// <summary>Instances whose output cannot be had.</summary>
    public HashSet<string> Unreadable { get; } = [];

    public Task<IReadOnlyList<SsmInvocation>> ListInvocationsAsync(string commandId, CancellationToken cancellationToken) =>
        Deaf-- > 0 ? throw new AwsException(Deafness, "Throttled.", "Wait.") : Task.FromResult(Answers.Count > 0 ? Answers.Dequeue() : Always);

    public Task<SsmStepOutput> GetStepOutputAsync(string commandId, string instanceId, string stepName, CancellationToken cancellationToken) =>
        Unreadable.Contains(instanceId) ? throw new AwsException(AwsFault.Throttled, "Throttled.", "Wait.") : Task.FromResult(new SsmStepOutput(0, $"{stepName} of {instanceId}", string.Empty));
}
