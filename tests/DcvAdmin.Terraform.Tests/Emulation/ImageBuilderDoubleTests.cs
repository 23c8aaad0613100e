using System.Text;
using System.Text.Json;

namespace DcvAdmin.Terraform.Tests.Emulation;

/// <summary>That the double refuses what the order of changes is tested against; a double that lets everything through would prove nothing.</summary>
public sealed class ImageBuilderDoubleTests
{
    private const string Component = "arn:aws:imagebuilder:eu-west-1:123456789012:component/x/1.0.0/1";
    private const string Recipe = "arn:aws:imagebuilder:eu-west-1:123456789012:image-recipe/r/1.0.0";

    private readonly ImageBuilderDouble _double = new();

    [Fact]
    public void What_is_used_is_not_deleted()
    {
        Assert.Equal(200, Ask("PUT", "/CreateComponent", """{"name":"x","semanticVersion":"1.0.0","data":"name: x"}"""));
        Assert.Equal(200, Ask("PUT", "/CreateImageRecipe", $$"""{"name":"r","semanticVersion":"1.0.0","components":[{"componentArn":"{{Component}}"}]}"""));

        Assert.Equal(400, Ask("DELETE", "/DeleteComponent", "", Component));
        Assert.Equal(200, Ask("DELETE", "/DeleteImageRecipe", "", Recipe));
        Assert.Equal(200, Ask("DELETE", "/DeleteComponent", "", Component));
        Assert.Equal(404, Ask("DELETE", "/DeleteComponent", "", Component));
        Assert.Equal(["Create component/x/1.0.0/1", "Create image-recipe/r/1.0.0", "Delete image-recipe/r/1.0.0", "Delete component/x/1.0.0/1"], _double.Calls);
        Assert.Empty(_double.Names);
    }

    [Fact]
    public void A_version_exists_once_and_keeps_what_it_was_given()
    {
        Assert.Equal(200, Ask("PUT", "/CreateComponent", """{"name":"x","semanticVersion":"1.0.0","data":"name: x"}"""));

        Assert.Equal(400, Ask("PUT", "/CreateComponent", """{"name":"x","semanticVersion":"1.0.0","data":"name: y"}"""));
        var (_, text) = _double.Answer("GET", "/GetComponent", _ => Component, []);
        Assert.Equal("name: x", JsonDocument.Parse(text).RootElement.GetProperty("component").GetProperty("data").GetString());
    }

    [Fact]
    public void What_does_not_exist_is_neither_used_nor_read()
    {
        Assert.Equal(400, Ask("PUT", "/CreateImageRecipe", $$"""{"name":"r","semanticVersion":"1.0.0","components":[{"componentArn":"{{Component}}"}]}"""));
        Assert.Equal(404, Ask("GET", "/GetImageRecipe", "", Recipe));
        Assert.Equal(404, Ask("GET", "/GetImage", "", "arn:aws:imagebuilder:eu-west-1:aws:image/windows-3.11/x.x.x"));
        Assert.Equal(200, Ask("GET", "/GetImage", "", "arn:aws:imagebuilder:eu-west-1:aws:image/amazon-linux-2023-x86/x.x.x"));
        Assert.Equal(400, Ask("POST", "/StartImagePipelineExecution", "{}"));
    }

    private int Ask(string method, string path, string body, string arn = "") => _double.Answer(method, path, _ => arn, Encoding.UTF8.GetBytes(body)).Status;
}
