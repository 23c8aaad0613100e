namespace DcvAdmin.Aws.Ssm;

/// <summary>One version of an SSM document.</summary>
/// <param name="Name">3 to 128 letters, digits, dots, hyphens and underscores.</param>
/// <param name="Version">The number of the version, from "1"; AWS counts.</param>
/// <param name="Content">The document itself, up to 65,536 characters of JSON.</param>
public sealed record SsmDocument(string Name, string Version, string Content);
