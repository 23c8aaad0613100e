using Amazon.Runtime;

namespace DcvAdmin.Aws.Wire;

/// <summary>What the SDK's pipeline passes along as the request; the content is with the operation's marshaller.</summary>
/// <param name="operation">The operation, for reports.</param>
/// <param name="mayBeRepeated">Whether doing it twice is the same as doing it once.</param>
internal sealed class Call(string operation, bool mayBeRepeated) : AmazonWebServiceRequest
{
    public string Operation { get; } = operation;

    public bool MayBeRepeated { get; } = mayBeRepeated;
}
