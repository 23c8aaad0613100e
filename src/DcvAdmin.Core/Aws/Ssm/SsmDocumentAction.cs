namespace DcvAdmin.Aws.Ssm;

/// <summary>What registering a document came to.</summary>
public enum SsmDocumentAction
{
    /// <summary>The default version had the wanted content already; nothing was changed.</summary>
    Unchanged = 0,

    /// <summary>There was no such document.</summary>
    Created = 1,

    /// <summary>Another version is the default one now.</summary>
    Updated = 2,
}
