using System;
using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Terraform.Tests.Modules;

public sealed class ModuleRulesTests
{
    private const string Versions = """
        terraform {
          required_version = ">= 1.11"
          required_providers {
            aws = {
              source  = "hashicorp/aws"
              version = ">= 5.100"
            }
          }
        }
        """;

    private const string Variable = """
        variable "name" {
          description = "The name of it all."
          type        = string
          nullable    = false
        }
        """;

    [Fact]
    public void A_module_that_keeps_to_the_rules_has_no_flaw() => Assert.Empty(ModuleRules.Check(Module()));

    [Theory]
    [InlineData("variable \"x\" {\n  type = string\n  nullable = false\n}", "no description")]
    [InlineData("variable \"x\" {\n  description = \"what it is for\"\n  type = string\n  nullable = false\n}", "no description")]
    [InlineData("variable \"x\" {\n  description = \"What it is for.\"\n  nullable = false\n}", "no type")]
    [InlineData("variable \"x\" {\n  description = \"What it is for.\"\n  type = map(any)\n  nullable = false\n}", "takes any")]
    [InlineData("variable \"x\" {\n  description = \"What it is for.\"\n  type = string\n}", "accepts null")]
    [InlineData("variable \"x\" {\n  description = \"What it is for.\"\n  type = string\n  default = \"a\"\n}", "accepts null")]
    [InlineData("output \"x\" {\n  value = 1\n}", "Output x has no description")]
    [InlineData("provider \"aws\" {\n  region = \"eu-west-1\"\n}", "configures the provider")]
    [InlineData("terraform {\n  required_providers {\n    random = {\n      source = \"hashicorp/random\"\n    }\n  }\n}", "requires the provider random")]
    [InlineData("resource \"null_resource\" \"x\" {\n}", "of another provider")]
    [InlineData("resource \"aws_subnet\" \"x\" {\n  count = length(var.subnets)\n}", "counts")]
    [InlineData("locals {\n  x = timestamp()\n}", "changes with every plan")]
    [InlineData("locals {\n  x = \"v-${timestamp()}\"\n}", "changes with every plan")]
    [InlineData("locals {\n  x = \"${path.cwd}/x\"\n}", "another folder")]
    [InlineData("locals {\n  x = data.aws_region.current.name\n}", "is deprecated")]
    [InlineData("resource \"aws_iam_role\" \"x\" {\n  inline_policy {\n  }\n}", "is deprecated")]
    [InlineData("data \"aws_iam_policy_document\" \"x\" {\n}", "hides the policy")]
    public void A_breach_is_told(string source, string flaw) => Assert.Contains(flaw, Assert.Single(ModuleRules.Check(Module(("main.tf", source)))), StringComparison.Ordinal);

    [Theory]
    [InlineData("variable \"x\" {\n  description = \"What it is for.\"\n  type = string\n  default = null\n}")]
    [InlineData("variable \"x\" {\n  description = \"What it is for; null for none.\"\n  type = string\n  default = \"a\"\n}")]
    [InlineData("resource \"aws_subnet\" \"x\" {\n  count = var.wanted ? 1 : 0\n}")]
    [InlineData("# timestamp() is not used\nlocals {\n  x = \"no path.cwd, no timestamp()\"\n  region = data.aws_region.current.id\n}")]
    [InlineData("resource \"terraform_data\" \"x\" {\n}")]
    public void What_only_looks_like_one_is_not(string source) => Assert.Empty(ModuleRules.Check(Module(("main.tf", source))));

    [Fact]
    public void Too_many_variables_are_told()
    {
        var variables = string.Join('\n', Enumerable.Range(0, ModuleRules.MostVariables + 1).Select(number => Variable.Replace("\"name\"", $"\"name{number}\"", StringComparison.Ordinal)));

        Assert.Contains("21 variables", Assert.Single(ModuleRules.Check(Module(("variables.tf", variables)))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("README.md", "There is no README.md.")]
    [InlineData("tests/a.tftest.hcl", "It has no tests")]
    public void A_missing_file_is_told(string file, string flaw)
    {
        var module = Module();

        Assert.Contains(flaw, Assert.Single(ModuleRules.Check(module with { Others = [.. module.Others.Where(other => other != file)] })), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".terraform.lock.hcl")]
    [InlineData("terraform.tfstate.backup")]
    [InlineData("terraform.tfvars")]
    public void A_file_of_one_machine_is_told(string file)
    {
        var module = Module();

        Assert.Contains("does not belong here", Assert.Single(ModuleRules.Check(module with { Others = [.. module.Others, file] })), StringComparison.Ordinal);
    }

    [Fact]
    public void The_versions_are_required()
    {
        Assert.Equal(2, ModuleRules.Check(Module(("versions.tf", "terraform {\n}"))).Count);
        Assert.Contains("5.100", Assert.Single(ModuleRules.Check(Module(("versions.tf", Versions.Replace(">= 5.100", "~> 5.100", StringComparison.Ordinal))))), StringComparison.Ordinal);
        Assert.Contains("1.11", Assert.Single(ModuleRules.Check(Module(("versions.tf", Versions.Replace(">= 1.11", ">= 1.5", StringComparison.Ordinal))))), StringComparison.Ordinal);
    }

    private static ModuleSource Module(params (string File, string Source)[] other)
    {
        var files = new Dictionary<string, string> { ["main.tf"] = string.Empty, ["outputs.tf"] = string.Empty, ["variables.tf"] = Variable, ["versions.tf"] = Versions };
        foreach (var (file, source) in other) files[file] = source;
        return new ModuleSource("modules/x", files, ["README.md", "tests/a.tftest.hcl"]);
    }
}
