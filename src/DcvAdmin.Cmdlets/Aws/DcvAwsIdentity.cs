namespace DcvAdmin.Aws;

/// <summary>Whom AWS takes the caller for in a region.</summary>
public sealed class DcvAwsIdentity
{
    internal DcvAwsIdentity(AwsIdentity identity, string region, string? profileName)
    {
        AccountId = identity.AccountId;
        Arn = identity.Arn;
        UserId = identity.UserId;
        Region = region;
        ProfileName = profileName;
    }

    /// <summary>The account: twelve digits.</summary>
    public string AccountId { get; }

    /// <summary>The user, or the role with its session's name.</summary>
    public string Arn { get; }

    /// <summary>The unique id of the user, or of the role and the session's name.</summary>
    public string UserId { get; }

    /// <summary>The region that answered.</summary>
    public string Region { get; }

    /// <summary>The profile that was named, also by AWS_PROFILE; null where none was.</summary>
    public string? ProfileName { get; }

    /// <summary>The identity's ARN.</summary>
    public override string ToString() => Arn;
}
