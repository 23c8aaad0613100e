using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace DcvAdmin.Aws.Workspaces;

/// <summary>ARNs of WorkSpaces. Source: Service Authorization Reference, "Amazon WorkSpaces", resource type workspaceid.</summary>
internal static class WorkspaceArn
{
    public static string Of(string region, string accountId, string workspaceId) => $"arn:{Fn.Partition(region)["name"]}:workspaces:{region}:{accountId}:workspace/{workspaceId}";

    public static string IdOf(string arn) => arn.Substring(arn.LastIndexOf('/') + 1);
}
