using System;
using System.Collections.Generic;

namespace DcvAdmin.Terraform.Tests.Modules;

public sealed class ReadmeTablesTests
{
    private const string Empty = "# x\n\n<!-- inputs -->\n<!-- /inputs -->\n\ntext\n\n<!-- outputs -->\nold\n<!-- /outputs -->\n\nend\n";

    private static readonly ModuleSource Module = new(
        "modules/x",
        new Dictionary<string, string>
        {
            ["variables.tf"] = "variable \"name\" {\n  description = \"A | B.\"\n  type = string\n}\nvariable \"sizes\" {\n  type = map(object({\n    a = number\n  }))\n  default = {}\n  description = \"Sizes.\"\n}\n",
            ["outputs.tf"] = "output \"arn\" {\n  value = 1\n  description = \"Its ARN.\"\n}\n",
        },
        []);

    [Fact]
    public void The_tables_say_what_the_files_say()
    {
        Assert.Equal(
            """
            # x

            <!-- inputs -->
            | name | description | type | default |
            |---|---|---|---|
            | name | A \| B. | `string` | *required* |
            | sizes | Sizes. | `map(object({ a = number }))` | `{}` |
            <!-- /inputs -->

            text

            <!-- outputs -->
            | name | description |
            |---|---|
            | arn | Its ARN. |
            <!-- /outputs -->

            end

            """,
            ReadmeTables.Write(Empty, Module));
    }

    [Fact]
    public void What_was_written_stays() => Assert.Equal(ReadmeTables.Write(Empty, Module), ReadmeTables.Write(ReadmeTables.Write(Empty, Module), Module));

    [Theory]
    [InlineData("<!-- inputs -->\n<!-- /inputs -->\n")]
    [InlineData("<!-- /inputs -->\n<!-- inputs -->\n<!-- outputs -->\n<!-- /outputs -->\n")]
    public void A_missing_mark_is_told(string readme) => Assert.Throws<FormatException>(() => ReadmeTables.Write(readme, Module));
}
