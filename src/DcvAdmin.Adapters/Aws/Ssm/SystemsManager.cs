using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;
using DcvAdmin.Aws.Wire;

namespace DcvAdmin.Aws.Ssm;

/// <summary>AWS Systems Manager by our own wire client: AWSSDK.SimpleSystemsManagement is not carried.</summary>
internal sealed class SystemsManager(Lazy<WireClient> client, string region) : ISystemsManager
{
    /// <summary>Source: the service's model, version 2014-11-06.</summary>
    public static readonly WireService Service = new("SSM", "ssm", "ssm", "2014-11-06", "AmazonSSM", "1.1");

    private const int PageSize = 50;

    // Without it AWS sends a command to nobody any more once it has failed on one instance.
    private const string NoErrorStops = "100%";

    private static readonly JsonOperation<GetDocumentRequest, GetDocumentAnswer> GetDocument = new("GetDocument", SsmJson.Default.GetDocumentRequest, SsmJson.Default.GetDocumentAnswer);
    private static readonly JsonOperation<DescribeDocumentRequest, DescribeDocumentAnswer> DescribeDocument =
        new("DescribeDocument", SsmJson.Default.DescribeDocumentRequest, SsmJson.Default.DescribeDocumentAnswer);
    private static readonly JsonOperation<CreateDocumentRequest, CreateDocumentAnswer> CreateDocument =
        new("CreateDocument", SsmJson.Default.CreateDocumentRequest, SsmJson.Default.CreateDocumentAnswer);
    private static readonly JsonOperation<UpdateDocumentRequest, UpdateDocumentAnswer> UpdateDocument =
        new("UpdateDocument", SsmJson.Default.UpdateDocumentRequest, SsmJson.Default.UpdateDocumentAnswer);
    private static readonly JsonOperation<UpdateDocumentDefaultVersionRequest, UpdateDocumentDefaultVersionAnswer> UpdateDefaultVersion =
        new("UpdateDocumentDefaultVersion", SsmJson.Default.UpdateDocumentDefaultVersionRequest, SsmJson.Default.UpdateDocumentDefaultVersionAnswer);
    private static readonly JsonOperation<SendCommandRequest, SendCommandAnswer> SendCommand =
        new("SendCommand", SsmJson.Default.SendCommandRequest, SsmJson.Default.SendCommandAnswer, mayBeRepeated: false);
    private static readonly JsonOperation<ListCommandInvocationsRequest, ListCommandInvocationsAnswer> ListCommandInvocations =
        new("ListCommandInvocations", SsmJson.Default.ListCommandInvocationsRequest, SsmJson.Default.ListCommandInvocationsAnswer);
    private static readonly JsonOperation<GetCommandInvocationRequest, GetCommandInvocationAnswer> GetCommandInvocation =
        new("GetCommandInvocation", SsmJson.Default.GetCommandInvocationRequest, SsmJson.Default.GetCommandInvocationAnswer);

    public async Task<SsmDocument?> FindDocumentAsync(string name, string? version, CancellationToken cancellationToken)
    {
        try
        {
            var found = await GetDocument.CallAsync(client.Value, new GetDocumentRequest(name, version), cancellationToken).ConfigureAwait(false);
            return new SsmDocument(found.Name, found.DocumentVersion, found.Content);
        }
        catch (AmazonServiceException refusal) when (refusal.ErrorCode is "InvalidDocument" or "InvalidDocumentVersion")
        {
            return null;
        }
        catch (Exception failure) when (IsAws(failure, cancellationToken))
        {
            throw failure.ToAwsException($"GetDocument in {region}");
        }
    }

    public async Task<string> FindLatestVersionAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await CallAsync("DescribeDocument", DescribeDocument, new DescribeDocumentRequest(name), cancellationToken).ConfigureAwait(false);
        return answer.Document.LatestVersion ?? answer.Document.DocumentVersion;
    }

    public async Task<string> CreateDocumentAsync(string name, string content, CancellationToken cancellationToken)
    {
        var answer = await CallAsync("CreateDocument", CreateDocument, new CreateDocumentRequest(name, content, "Command", "JSON"), cancellationToken).ConfigureAwait(false);
        return answer.DocumentDescription.DocumentVersion;
    }

    public async Task<string?> UpdateDocumentAsync(string name, string content, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await UpdateDocument.CallAsync(client.Value, new UpdateDocumentRequest(name, content, "$LATEST", "JSON"), cancellationToken).ConfigureAwait(false);
            return answer.DocumentDescription.DocumentVersion;
        }
        catch (AmazonServiceException refusal) when (refusal.ErrorCode == "DuplicateDocumentContent")
        {
            return null;
        }
        catch (Exception failure) when (IsAws(failure, cancellationToken))
        {
            throw failure.ToAwsException($"UpdateDocument in {region}");
        }
    }

    public Task SetDefaultVersionAsync(string name, string version, CancellationToken cancellationToken) =>
        CallAsync("UpdateDocumentDefaultVersion", UpdateDefaultVersion, new UpdateDocumentDefaultVersionRequest(name, version), cancellationToken);

    public async Task<SsmReceipt> SendCommandAsync(SsmCommand command, CancellationToken cancellationToken)
    {
        // In SSM every parameter is a list; those of type String have one element.
        var parameters = command.Parameters.ToDictionary(pair => pair.Key, pair => new[] { pair.Value });
        var request = new SendCommandRequest(
            command.DocumentName, command.InstanceIds, parameters, (int)command.Expiry.TotalSeconds, command.AtOnce.ToString(CultureInfo.InvariantCulture), NoErrorStops, command.Comment);
        try
        {
            return SsmReceipt.Taken((await SendCommand.CallAsync(client.Value, request, cancellationToken).ConfigureAwait(false)).Command.CommandId);
        }
        catch (AmazonServiceException refusal) when (refusal.ErrorCode == "InvalidInstanceId")
        {
            return SsmReceipt.RefusedFor([.. ManagedInstanceId.FindIn(refusal.Message).Intersect(command.InstanceIds)], refusal.ToAwsException($"SendCommand in {region}"));
        }
        catch (AmazonServiceException refusal) when (refusal.ErrorCode == "InvalidDocument")
        {
            throw new AwsException(AwsFault.NotFound, $"There is no SSM document {command.DocumentName} in {region}.",
                $"Put it there with Register-DcvSsmDocument -Region {region}; a -DocumentPrefix has to be the same.", refusal) { RequestId = refusal.RequestId };
        }
        catch (Exception failure) when (IsAws(failure, cancellationToken))
        {
            throw failure.ToAwsException($"SendCommand in {region}");
        }
    }

    public async Task<IReadOnlyList<SsmInvocation>> ListInvocationsAsync(string commandId, CancellationToken cancellationToken)
    {
        var all = new List<SsmInvocation>();
        string? next = null;
        do
        {
            var request = new ListCommandInvocationsRequest(commandId, Details: true, PageSize, next);
            var page = await CallAsync("ListCommandInvocations", ListCommandInvocations, request, cancellationToken).ConfigureAwait(false);
            all.AddRange(page.CommandInvocations.Select(Read));
            next = page.NextToken;
        }
        while (!string.IsNullOrEmpty(next));
        return all;
    }

    public async Task<SsmStepOutput> GetStepOutputAsync(string commandId, string instanceId, string stepName, CancellationToken cancellationToken)
    {
        var answer = await CallAsync("GetCommandInvocation", GetCommandInvocation, new GetCommandInvocationRequest(commandId, instanceId, stepName), cancellationToken).ConfigureAwait(false);
        return new SsmStepOutput(answer.ResponseCode, answer.StandardOutputContent ?? string.Empty, answer.StandardErrorContent ?? string.Empty);
    }

    private static SsmInvocation Read(CommandInvocation item) => new(
        item.InstanceId,
        Enum.TryParse<SsmInvocationStatus>(item.Status, out var status) ? status : SsmInvocationStatus.Unknown,
        item.StatusDetails ?? item.Status,
        [.. (item.CommandPlugins ?? []).Select(plugin => new SsmStep(plugin.Name, plugin.Output ?? string.Empty))]);

    private static bool IsAws(Exception failure, CancellationToken cancellationToken) => AwsFaults.IsAws(failure) && !cancellationToken.IsCancellationRequested;

    private async Task<TAnswer> CallAsync<TRequest, TAnswer>(string name, JsonOperation<TRequest, TAnswer> operation, TRequest request, CancellationToken cancellationToken)
        where TAnswer : class
    {
        try
        {
            return await operation.CallAsync(client.Value, request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsAws(failure, cancellationToken))
        {
            throw failure.ToAwsException($"{name} in {region}");
        }
    }
}
