using System.Threading.Tasks;

namespace DcvAdmin.Aws.Ssm;

/// <summary>Is told once of each instance that a command was meant for.</summary>
public interface ISsmCommandListener
{
    /// <summary>AWS has taken the command, or a part of it, under this id.</summary>
    void Sent(string commandId);

    /// <summary>The command has ended on an instance, or was waited for long enough.</summary>
    Task EndedAsync(SsmInvocation invocation, SsmStepOutput output);

    /// <summary>The command has ended on an instance, and what it printed cannot be had.</summary>
    Task UnreadAsync(SsmInvocation invocation, AwsException failure);

    /// <summary>The instance is not managed by Systems Manager; nothing was sent to it.</summary>
    Task RefusedAsync(string instanceId, AwsException refusal);
}
