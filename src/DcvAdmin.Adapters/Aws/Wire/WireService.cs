namespace DcvAdmin.Aws.Wire;

/// <summary>What must be known of a service of AWS to call it. Source: the service's model in botocore or any SDK, members <c>metadata</c> and endpoint rules.</summary>
/// <param name="Id">The service id, such as <c>SSM</c>: AWS_ENDPOINT_URL_SSM and a profile's services section go by it.</param>
/// <param name="EndpointPrefix">The first label of its host names.</param>
/// <param name="SigningName">The name that signatures carry.</param>
/// <param name="Version">The version of its API.</param>
/// <param name="TargetPrefix">What stands before the operation in X-Amz-Target, for the JSON protocols.</param>
/// <param name="JsonVersion">1.0 or 1.1, for the JSON protocols.</param>
/// <param name="IsEverywhere">Whether every region offers it.</param>
internal sealed record WireService(string Id, string EndpointPrefix, string SigningName, string Version, string TargetPrefix, string JsonVersion, bool IsEverywhere = true);
