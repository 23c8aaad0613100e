using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace DcvAdmin.Aws.Ssm;

// The members that are used, of the shapes in the AWS Systems Manager API Reference.

internal sealed record GetDocumentRequest(string Name, string? DocumentVersion);

internal sealed record GetDocumentAnswer
{
    public required string Name { get; init; }

    public required string DocumentVersion { get; init; }

    public required string Content { get; init; }
}

internal sealed record DescribeDocumentRequest(string Name);

internal sealed record DescribeDocumentAnswer
{
    public required DocumentDescription Document { get; init; }
}

internal sealed record CreateDocumentRequest(string Name, string Content, string DocumentType, string DocumentFormat);

internal sealed record CreateDocumentAnswer
{
    public required DocumentDescription DocumentDescription { get; init; }
}

internal sealed record UpdateDocumentRequest(string Name, string Content, string DocumentVersion, string DocumentFormat);

internal sealed record UpdateDocumentAnswer
{
    public required DocumentDescription DocumentDescription { get; init; }
}

internal sealed record DocumentDescription
{
    // Of the version that was asked for, made or described.
    public required string DocumentVersion { get; init; }

    public string? LatestVersion { get; init; }
}

internal sealed record UpdateDocumentDefaultVersionRequest(string Name, string DocumentVersion);

// What it says back is what was asked.
internal sealed record UpdateDocumentDefaultVersionAnswer;

internal sealed record SendCommandRequest(
    string DocumentName, IReadOnlyList<string> InstanceIds, IReadOnlyDictionary<string, string[]> Parameters, int TimeoutSeconds, string MaxConcurrency, string MaxErrors, string? Comment);

internal sealed record SendCommandAnswer
{
    public required SentCommand Command { get; init; }
}

internal sealed record SentCommand
{
    public required string CommandId { get; init; }
}

internal sealed record ListCommandInvocationsRequest(string CommandId, bool Details, int MaxResults, string? NextToken);

internal sealed record ListCommandInvocationsAnswer
{
    public required IReadOnlyList<CommandInvocation> CommandInvocations { get; init; }

    public string? NextToken { get; init; }
}

internal sealed record CommandInvocation
{
    public required string InstanceId { get; init; }

    public required string Status { get; init; }

    public string? StatusDetails { get; init; }

    public IReadOnlyList<CommandPlugin>? CommandPlugins { get; init; }
}

internal sealed record CommandPlugin
{
    public required string Name { get; init; }

    public string? Output { get; init; }
}

internal sealed record GetCommandInvocationRequest(string CommandId, string InstanceId, string PluginName);

internal sealed record GetCommandInvocationAnswer
{
    public required int ResponseCode { get; init; }

    public string? StandardOutputContent { get; init; }

    public string? StandardErrorContent { get; init; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GetDocumentRequest))]
[JsonSerializable(typeof(GetDocumentAnswer))]
[JsonSerializable(typeof(DescribeDocumentRequest))]
[JsonSerializable(typeof(DescribeDocumentAnswer))]
[JsonSerializable(typeof(CreateDocumentRequest))]
[JsonSerializable(typeof(CreateDocumentAnswer))]
[JsonSerializable(typeof(UpdateDocumentRequest))]
[JsonSerializable(typeof(UpdateDocumentAnswer))]
[JsonSerializable(typeof(UpdateDocumentDefaultVersionRequest))]
[JsonSerializable(typeof(UpdateDocumentDefaultVersionAnswer))]
[JsonSerializable(typeof(SendCommandRequest))]
[JsonSerializable(typeof(SendCommandAnswer))]
[JsonSerializable(typeof(ListCommandInvocationsRequest))]
[JsonSerializable(typeof(ListCommandInvocationsAnswer))]
[JsonSerializable(typeof(GetCommandInvocationRequest))]
[JsonSerializable(typeof(GetCommandInvocationAnswer))]
internal sealed partial class SsmJson : JsonSerializerContext;
