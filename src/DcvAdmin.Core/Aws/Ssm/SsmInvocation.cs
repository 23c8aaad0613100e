using System;
using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Aws.Ssm;

/// <summary>A command on one instance.</summary>
/// <param name="InstanceId">The instance.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Details">AWS's own words for the status: Success, Failed, Undeliverable, Delivery Timed Out, Execution Timed Out and others.</param>
/// <param name="Steps">The steps of the document, as far as they were reached.</param>
public sealed record SsmInvocation(string InstanceId, SsmInvocationStatus Status, string Details, IReadOnlyList<SsmStep> Steps)
{
    /// <summary>Whether nothing changes any more.</summary>
    public bool HasEnded => Status is SsmInvocationStatus.Success or SsmInvocationStatus.Cancelled or SsmInvocationStatus.TimedOut or SsmInvocationStatus.Failed;

    /// <summary>The step that was for the instance's platform; null where none ran.</summary>
    public SsmStep? RanStep => Steps.FirstOrDefault(step => !step.WasSkipped);
}

/// <summary>A step of a document on one instance (CommandPlugin).</summary>
/// <param name="Name">The step's name.</param>
/// <param name="Summary">Up to 2,500 characters of what it wrote.</param>
public sealed record SsmStep(string Name, string Summary)
{
    /// <summary>
    /// Whether the step was for another platform. AWS reports such a step as a success; only the agent's words tell. Source: amazon-ssm-agent, runpluginutil.
    /// </summary>
    public bool WasSkipped => Summary.StartsWith("Step execution skipped", StringComparison.Ordinal);
}
