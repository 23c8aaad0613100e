namespace DcvAdmin.Terraform.Tests.Policy;

/// <summary>A breach of a rule.</summary>
/// <param name="Rule">The rule's name, as exceptions name it.</param>
/// <param name="Address">The resource, as in <c>module.network.aws_vpc.this</c>.</param>
/// <param name="Text">What is wrong, in a sentence.</param>
internal sealed record Finding(string Rule, string Address, string Text)
{
    public override string ToString() => $"{Rule}: {Address}: {Text}";
}
