using System;
using System.Linq;

namespace DcvAdmin.Terraform.Tests.Hcl;

public sealed class HclReaderTests
{
    [Fact]
    public void A_variable_is_read_with_what_it_sets_and_holds()
    {
        var block = Assert.Single(HclBlock.ReadFile("""
            # variable "not" { this is a comment }
            variable "name" {
              description = "A \"name\", with } and # in it" // not a part of it
              type        = string
              nullable    = false
              /* default = "no" */
              validation {
                condition     = can(regex("^[a-z]{1,3}$", var.name)) && "${length("}")}" == "1"
                error_message = "The name has ${1 + 2} letters."
              }
            }

            """));

        Assert.Equal(("variable", "name", 2), (block.Type, block.Name, block.Line));
        Assert.Equal(["description", "nullable", "type"], block.Attributes.Keys.Order());
        Assert.Equal("A \"name\", with } and # in it", block["description"]!.AsText);
        var validation = Assert.Single(block.Blocks);
        Assert.Equal("""can(regex("^[a-z]{1,3}$", var.name)) && "${length("}")}" == "1" """.Trim(), validation["condition"]!.OneLine);
        Assert.Null(validation["error_message"]!.AsText);
    }

    [Theory]
    [InlineData("object({\n    a = string # why\n\n    b = optional(list(string), [])\n  })", "object({ a = string, b = optional(list(string), []) })")]
    [InlineData("map( object( {\n a=number } ) )", "map(object({ a = number }))")]
    [InlineData("[\n  \"a\",\n  \"b\",\n]", "[\"a\", \"b\"]")]
    [InlineData("{\n  a = 1\n  b = { c = true }\n}", "{ a = 1, b = { c = true } }")]
    [InlineData("{}", "{}")]
    [InlineData("var.a.b[0] ? 1.5 : local.x-y", "var.a.b[0] ? 1.5 : local.x-y")]
    [InlineData("{ for k, v in var.x : k=>v ... if ! v.off }", "{ for k, v in var.x : k => v... if !v.off }")]
    public void An_expression_is_shown_on_one_line(string written, string shown) =>
        Assert.Equal(shown, HclBlock.ReadFile($"a \"b\" {{\n  c = {written}\n  d = 1\n}}")[0]["c"]!.OneLine);

    [Fact]
    public void A_text_over_several_lines_becomes_one()
    {
        var block = HclBlock.ReadFile("output \"x\" {\n  description = <<-EOT\n    One } line\n    and another.\n  EOT\n  value = 1\n}\n")[0];

        Assert.Equal("One } line and another.", block["description"]!.AsText);
        Assert.Equal("1", block["value"]!.OneLine);
    }

    [Fact]
    public void Blocks_without_labels_and_on_one_line_are_read()
    {
        var blocks = HclBlock.ReadFile("locals {}\nvariable \"x\" { type = string }\nterraform {\n  backend \"s3\" {}\n}");

        Assert.Equal(["locals", "variable", "terraform"], blocks.Select(block => block.Type));
        Assert.Equal("string", blocks[1]["type"]!.OneLine);
        Assert.Equal(["terraform", "backend"], blocks[2].All.Select(block => block.Type));
    }

    [Theory]
    [InlineData("variable \"x\" {\n  type = string\n")]
    [InlineData("variable \"x\" {\n  description = \"no end\n}")]
    [InlineData("variable \"x\" {\n  type = string\n  type = number\n}")]
    [InlineData("a = 1")]
    [InlineData("variable = }")]
    [InlineData("/* no end")]
    [InlineData("x {\n a = <<E\n no end\n}")]
    [InlineData("}")]
    public void What_cannot_be_read_is_refused(string source) => Assert.Throws<FormatException>(() => HclBlock.ReadFile(source));
}
