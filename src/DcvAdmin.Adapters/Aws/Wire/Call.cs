using Amazon.Runtime;

namespace DcvAdmin.Aws.Wire;

/// <summary>What the SDK's pipeline passes along as the request; the content is with the operation's marshaller.</summary>
/// <param name="operation">The operation, for reports.</param>
internal sealed class Call(string operation) : AmazonWebServiceRequest
{
    public string Operation { get; } = operation;
}
