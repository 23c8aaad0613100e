using DcvAdmin.Aws.Ssm;

namespace DcvAdmin.Aws;

/// <summary>An SSM document as it stands in a region now.</summary>
public sealed class DcvSsmDocument
{
    internal DcvSsmDocument(string name, SsmDocumentRegistration registration, string region, string? profileName)
    {
        Name = name;
        Version = registration.Version;
        Action = registration.Action;
        Region = region;
        ProfileName = profileName;
    }

    /// <summary>The document's name in AWS.</summary>
    public string Name { get; }

    /// <summary>The region.</summary>
    public string Region { get; }

    /// <summary>The default version: the one that runs.</summary>
    public string Version { get; }

    /// <summary>What was necessary.</summary>
    public SsmDocumentAction Action { get; }

    /// <summary>The profile that was named, also by AWS_PROFILE; null where none was.</summary>
    public string? ProfileName { get; }

    /// <summary>The document's name.</summary>
    public override string ToString() => Name;
}
