using System;
using System.Collections.Generic;
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

    public Task<string> SendCommandAsync(SsmCommand command, CancellationToken cancellationToken) => Task.FromResult("c-1");

    public Task<IReadOnlyList<SsmInvocation>> ListInvocationsAsync(string commandId, CancellationToken cancellationToken) =>
        Task.FromResult(Answers.Count > 0 ? Answers.Dequeue() : []);

    public Task<SsmStepOutput> GetStepOutputAsync(string commandId, string instanceId, string stepName, CancellationToken cancellationToken) =>
        Task.FromResult(new SsmStepOutput(0, $"{stepName} of {instanceId}", string.Empty));
}
