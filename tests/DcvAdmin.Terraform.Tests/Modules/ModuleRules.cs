using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using DcvAdmin.Terraform.Tests.Hcl;

namespace DcvAdmin.Terraform.Tests.Modules;

/// <summary>What every module and example keeps to, as a function of its files: one sentence for each breach.</summary>
internal static partial class ModuleRules
{
    /// <summary>More than these, and a module is one that nobody reads before use.</summary>
    public const int MostVariables = 20;

    // Removed or deprecated by version 6 of the provider, or not the same on every machine or day.
    private static readonly (Regex Pattern, string Why)[] Banned =
    [
        (Timestamp(), "changes with every plan"),
        (PathCwd(), "names another folder on every machine"),
        (RegionName(), "is deprecated by version 6 of the provider; .id is the same in both"),
        (ManagedPolicies(), "is deprecated: use a resource for each policy"),
        (PolicyDocument(), "hides the policy from tests: write it with jsonencode in a local"),
    ];

    private static readonly string[] OwnTypes = ["terraform_data"];

    public static IReadOnlyList<string> Check(ModuleSource module) =>
    [
        .. Files(module), .. Variables(module), .. Outputs(module), .. Providers(module), .. Resources(module), .. Words(module),
    ];

    private static IEnumerable<string> Files(ModuleSource module)
    {
        string[] wanted = module.IsModule ? ["variables.tf", "outputs.tf", "versions.tf", "README.md"] : ["variables.tf", "outputs.tf", "versions.tf", "README.md", "terraform.tfvars.example"];
        foreach (var file in wanted.Except(module.Files.Keys).Except(module.Others)) yield return $"There is no {file}.";
        if (!module.Others.Any(file => file.StartsWith("tests/", StringComparison.Ordinal) && file.EndsWith(".tftest.hcl", StringComparison.Ordinal))) yield return "It has no tests: tests/*.tftest.hcl.";
        foreach (var file in module.Others.Where(file => file.EndsWith(".terraform.lock.hcl", StringComparison.Ordinal) || file.Contains(".tfstate", StringComparison.Ordinal) || file.EndsWith(".tfvars", StringComparison.Ordinal)))
            yield return $"{file} is of one machine or one deployment, and does not belong here.";
    }

    private static IEnumerable<string> Variables(ModuleSource module)
    {
        var variables = module.Variables.ToList();
        if (variables.Count > MostVariables) yield return $"It has {variables.Count} variables, more than {MostVariables}: group them.";
        foreach (var variable in variables)
        {
            if (!HasSentence(variable)) yield return $"Variable {variable.Name} has no description that is a sentence.";
            if (variable["type"] is not { } type) yield return $"Variable {variable.Name} has no type.";
            else if (type.Words.Any(word => word is { Kind: HclTokenKind.Word, Text: "any" })) yield return $"Variable {variable.Name} takes any: say what.";
            // Where null means something, it is the default or the description says what.
            if (variable["nullable"]?.OneLine != "false" && variable["default"]?.OneLine != "null" && variable["description"]?.AsText?.Contains("null", StringComparison.OrdinalIgnoreCase) != true) yield return $"Variable {variable.Name} accepts null, which means nothing: nullable = false.";
            foreach (var validation in variable.Blocks.Where(block => block.Type == "validation" && block["error_message"] is null)) yield return $"Variable {variable.Name} refuses without a message (line {validation.Line}).";
        }
    }

    private static IEnumerable<string> Outputs(ModuleSource module) =>
        module.Outputs.Where(output => !HasSentence(output)).Select(output => $"Output {output.Name} has no description that is a sentence.");

    private static IEnumerable<string> Providers(ModuleSource module)
    {
        var terraform = module.Blocks.Where(block => block.Type == "terraform").ToList();
        if (!terraform.Any(block => block["required_version"]?.AsText == ">= 1.11")) yield return "It does not require terraform >= 1.11.";
        var providers = terraform.SelectMany(block => block.Blocks).Where(block => block.Type == "required_providers").SelectMany(block => block.Attributes).ToList();
        // Modules are open upwards; whoever applies an example gets a provider that was run.
        var version = module.IsModule ? ">= 5.100" : "~> 5.100";
        if (!providers.Any(provider => provider.Key == "aws" && provider.Value.OneLine is var value && value.Contains("\"hashicorp/aws\"", StringComparison.Ordinal) && value.Contains($"\"{version}\"", StringComparison.Ordinal)))
            yield return $"It does not require hashicorp/aws {version}.";
        foreach (var (name, _) in providers.Where(provider => provider.Key != "aws")) yield return $"It requires the provider {name}: aws is the only one.";
        foreach (var provider in module.Blocks.Where(block => block.Type == "provider" && module.IsModule)) yield return $"It configures the provider {provider.Name}: whoever calls a module does that.";
    }

    private static IEnumerable<string> Resources(ModuleSource module)
    {
        foreach (var block in module.Blocks.Where(block => block.Type is "resource" or "data" or "ephemeral"))
        {
            if (!block.Labels[0].StartsWith("aws_", StringComparison.Ordinal) && !OwnTypes.Contains(block.Labels[0])) yield return $"{block.Labels[0]}.{block.Name} is of another provider than aws.";
            // A number moves when a list changes, and everything behind it is made anew.
            if (block["count"] is { } count && !Condition().IsMatch(count.OneLine)) yield return $"{block.Labels[0]}.{block.Name} counts: for_each with keys that stay.";
        }
    }

    // The words and not the text: what a comment or a sentence says of them is allowed.
    private static IEnumerable<string> Words(ModuleSource module)
    {
        foreach (var (file, source) in module.Files)
        {
            var text = string.Join(' ', HclLexer.Read(source).Where(word => word.Kind is HclTokenKind.Word or HclTokenKind.Sign).Select(word => word.Text))
                + string.Concat(HclLexer.Read(source).Where(word => word.Kind == HclTokenKind.Text && word.Text.Contains("${", StringComparison.Ordinal)).Select(word => $" ; {word.Text}"))
                + string.Concat(HclLexer.Read(source).Where(word => word.Kind == HclTokenKind.Text && word.Text.StartsWith("\"aws_", StringComparison.Ordinal)).Select(word => $" ; {word.Text}"));
            foreach (var (pattern, why) in Banned)
            {
                if (pattern.Match(text) is { Success: true } match) yield return $"{file}: '{match.Value.Replace(" ", string.Empty, StringComparison.Ordinal)}' {why}.";
            }
        }
    }

    private static bool HasSentence(HclBlock block) => block["description"]?.AsText is { Length: > 9 } text && text.EndsWith('.') && char.IsAsciiLetterUpper(text[0]);

    [GeneratedRegex(@"\b(timestamp|plantimestamp|uuid|bcrypt)\s*\(")]
    private static partial Regex Timestamp();

    [GeneratedRegex(@"\bpath\s*\.\s*cwd\b")]
    private static partial Regex PathCwd();

    [GeneratedRegex(@"\bdata\s*\.\s*aws_region\s*\.\s*\w+\s*\.\s*(name|region)\b")]
    private static partial Regex RegionName();

    [GeneratedRegex(@"\b(managed_policy_arns|inline_policy)\b")]
    private static partial Regex ManagedPolicies();

    [GeneratedRegex(@"aws_iam_policy_document")]
    private static partial Regex PolicyDocument();

    [GeneratedRegex(@"\? (1 : 0|0 : 1)$")]
    private static partial Regex Condition();
}
