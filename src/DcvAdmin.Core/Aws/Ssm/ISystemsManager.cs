using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Aws.Ssm;

/// <summary>
/// What is used of AWS Systems Manager. Every call throws <see cref="AwsException"/> where AWS refuses or cannot be reached. Facts from the AWS Systems Manager
/// API Reference, version 2014-11-06.
/// </summary>
public interface ISystemsManager
{
    /// <summary>A version of a document of this account (GetDocument); null where there is no such document or version.</summary>
    /// <param name="name">The document.</param>
    /// <param name="version">The number; null means the default version.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<SsmDocument?> FindDocumentAsync(string name, string? version, CancellationToken cancellationToken);

    /// <summary>The number of a document's newest version (DescribeDocument).</summary>
    Task<string> FindLatestVersionAsync(string name, CancellationToken cancellationToken);

    /// <summary>Creates a document of type Command in JSON (CreateDocument).</summary>
    /// <returns>Its version.</returns>
    Task<string> CreateDocumentAsync(string name, string content, CancellationToken cancellationToken);

    /// <summary>Adds a version after the newest one (UpdateDocument); it does not become the default one.</summary>
    /// <returns>Its number; null where AWS says that a version has this content already.</returns>
    Task<string?> UpdateDocumentAsync(string name, string content, CancellationToken cancellationToken);

    /// <summary>Names the version that runs where none is asked for (UpdateDocumentDefaultVersion).</summary>
    Task SetDefaultVersionAsync(string name, string version, CancellationToken cancellationToken);

    /// <summary>Has a document run on instances (SendCommand). AWS takes a command for all instances that it names, or for none.</summary>
    /// <returns>The id of the command, or why nothing was sent where one of its instances is not managed by Systems Manager (InvalidInstanceId).</returns>
    Task<SsmReceipt> SendCommandAsync(SsmCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// How far a command is on each instance (ListCommandInvocations, all pages). An instance may be missing for a few seconds after the command was sent.
    /// </summary>
    Task<IReadOnlyList<SsmInvocation>> ListInvocationsAsync(string commandId, CancellationToken cancellationToken);

    /// <summary>What one step of the document wrote on one instance (GetCommandInvocation).</summary>
    Task<SsmStepOutput> GetStepOutputAsync(string commandId, string instanceId, string stepName, CancellationToken cancellationToken);
}
