namespace DcvAdmin.Aws;

/// <summary>Whom AWS takes the caller for (STS GetCallerIdentity).</summary>
/// <param name="AccountId">Twelve digits.</param>
/// <param name="Arn">The user, or the role with its session's name.</param>
/// <param name="UserId">The unique id: of a user, or of a role and the session's name.</param>
public sealed record AwsIdentity(string AccountId, string Arn, string UserId);
