namespace DcvAdmin.Terraform.Tests.Hcl;

/// <summary>A word of the Terraform language.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As it is written, quotes and all.</param>
/// <param name="Line">The line it starts in, from 1.</param>
internal readonly record struct HclToken(HclTokenKind Kind, string Text, int Line);

/// <summary>The kinds that reading variables needs.</summary>
internal enum HclTokenKind
{
    Word,
    Text,
    Heredoc,
    Sign,
    NewLine,
}
