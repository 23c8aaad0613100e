using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace DcvAdmin.Terraform.Tests.Emulation;

/// <summary>
/// As much of EC2 Image Builder's API as Terraform needs to make, read, change and delete what an image pipeline consists of. It keeps what it is given
/// and refuses what AWS refuses first: a second object of the same name and version, and the deletion of what something else still uses. It builds nothing.
/// </summary>
internal sealed class ImageBuilderDouble
{
    private const string Arn = "arn:aws:imagebuilder:eu-west-1:123456789012:";

    private readonly Dictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly List<string> _calls = [];

    private static readonly (string Name, string Path, string Member)[] Kinds =
    [
        ("Component", "component", "component"), ("ImageRecipe", "image-recipe", "imageRecipe"), ("InfrastructureConfiguration", "infrastructure-configuration", "infrastructureConfiguration"),
        ("DistributionConfiguration", "distribution-configuration", "distributionConfiguration"), ("ImagePipeline", "image-pipeline", "imagePipeline"), ("LifecyclePolicy", "lifecycle-policy", "lifecyclePolicy"),
    ];

    // Of Amazon's own images, those that ours are made of.
    private static readonly string[] AmazonImages =
        ["amazon-linux-2023-x86", "amazon-linux-2023-arm64", "windows-server-2022-english-full-base-x86", "windows-server-2025-english-full-base-x86"];

    /// <summary>The changes in the order they came, as in <c>Create component/x/1.0.0</c>.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_objects) return [.. _calls];
        }
    }

    /// <summary>What exists.</summary>
    public IReadOnlyCollection<string> Names
    {
        get
        {
            lock (_objects) return [.. _objects.Keys.Select(Name).Order(StringComparer.Ordinal)];
        }
    }

    public void Forget()
    {
        lock (_objects) _calls.Clear();
    }

    /// <summary>Answers one call.</summary>
    public (int Status, string Text) Answer(string method, string path, Func<string, string> query, byte[] body)
    {
        lock (_objects)
        {
            var input = body.Length > 0 ? JsonNode.Parse(body)!.AsObject() : [];
            if (path == "/GetImage") return GetImage(query("imageBuildVersionArn"));
            foreach (var kind in Kinds)
            {
                if (path == $"/Create{kind.Name}") return Create(kind, input);
                if (path == $"/Get{kind.Name}") return Get(kind, Key(kind, query));
                if (path == $"/Update{kind.Name}") return Update(kind, input);
                if (path == $"/Delete{kind.Name}") return Delete(kind, Key(kind, query));
            }

            return path.StartsWith("/tags/", StringComparison.Ordinal) ? Tag(method, Uri.UnescapeDataString(path["/tags/".Length..]), input) : Refuse(400, "InvalidActionException", $"This double does not know {method} {path}.");
        }
    }

    private static string Name(string arn) => arn.StartsWith(Arn, StringComparison.Ordinal) ? arn[Arn.Length..] : arn;

    private static string Key((string Name, string Path, string Member) kind, Func<string, string> query) =>
        kind.Name == "Component" ? query("componentBuildVersionArn") : query($"{char.ToLowerInvariant(kind.Name[0])}{kind.Name[1..]}Arn");

    private (int Status, string Text) Create((string Name, string Path, string Member) kind, JsonObject input)
    {
        var version = kind.Name switch { "Component" => $"/{input["semanticVersion"]}/1", "ImageRecipe" => $"/{input["semanticVersion"]}", _ => string.Empty };
        var arn = $"{Arn}{kind.Path}/{input["name"]!.GetValue<string>().ToLowerInvariant().Replace(' ', '-')}{version}";
        if (_objects.ContainsKey(arn)) return Refuse(400, "ResourceAlreadyExistsException", $"{Name(arn)} exists.");
        if (Missing(input) is { } missing) return Refuse(400, "InvalidParameterValueException", $"{Name(arn)} uses {Name(missing)}, which does not exist.");
        _calls.Add($"Create {Name(arn)}");
        _objects[arn] = Stored(kind, arn, input);
        return Done(kind, arn);
    }

    private (int Status, string Text) Get((string Name, string Path, string Member) kind, string arn) => _objects.TryGetValue(arn, out var found)
        ? (200, new JsonObject { ["requestId"] = "request-1", [kind.Member] = found.DeepClone() }.ToJsonString())
        : Refuse(404, "ResourceNotFoundException", $"{Name(arn)} does not exist.");

    private static (int Status, string Text) GetImage(string arn) => AmazonImages.FirstOrDefault(name => arn.EndsWith($":aws:image/{name}/x.x.x", StringComparison.Ordinal)) is { } image
        ? (200, new JsonObject { ["requestId"] = "request-1", ["image"] = new JsonObject { ["arn"] = arn.Replace("x.x.x", "2026.1.1/1", StringComparison.Ordinal), ["name"] = image, ["version"] = "2026.1.1/1", ["type"] = "AMI", ["state"] = new JsonObject { ["status"] = "AVAILABLE" } } }.ToJsonString())
        : Refuse(404, "ResourceNotFoundException", $"{Name(arn)} does not exist.");

    private (int Status, string Text) Update((string Name, string Path, string Member) kind, JsonObject input)
    {
        var arn = input[$"{char.ToLowerInvariant(kind.Name[0])}{kind.Name[1..]}Arn"]!.GetValue<string>();
        if (!_objects.TryGetValue(arn, out var old)) return Refuse(404, "ResourceNotFoundException", $"{Name(arn)} does not exist.");
        if (Missing(input) is { } missing) return Refuse(400, "InvalidParameterValueException", $"{Name(arn)} uses {Name(missing)}, which does not exist.");
        _calls.Add($"Update {Name(arn)}");
        if (!input.ContainsKey("name")) input["name"] = old["name"]!.DeepClone();
        input["tags"] ??= old["tags"]?.DeepClone();
        _objects[arn] = Stored(kind, arn, input);
        return Done(kind, arn);
    }

    private (int Status, string Text) Delete((string Name, string Path, string Member) kind, string arn)
    {
        if (!_objects.ContainsKey(arn)) return Refuse(404, "ResourceNotFoundException", $"{Name(arn)} does not exist.");
        if (_objects.FirstOrDefault(other => other.Key != arn && Texts(other.Value).Contains(arn)).Key is { } user)
            return Refuse(400, "ResourceDependencyException", $"{Name(arn)} is used by {Name(user)}.");
        _calls.Add($"Delete {Name(arn)}");
        _objects.Remove(arn);
        return Done(kind, arn);
    }

    private (int Status, string Text) Tag(string method, string arn, JsonObject input)
    {
        if (!_objects.TryGetValue(arn, out var found)) return Refuse(404, "ResourceNotFoundException", $"{Name(arn)} does not exist.");
        if (method == "POST") foreach (var (name, value) in input["tags"]!.AsObject()) (found["tags"] ??= new JsonObject())[name] = value!.DeepClone();
        return (200, method == "GET" ? new JsonObject { ["tags"] = found["tags"]?.DeepClone() ?? new JsonObject() }.ToJsonString() : "{}");
    }

    // What is read has other names in places than what was sent.
    private static JsonObject Stored((string Name, string Path, string Member) kind, string arn, JsonObject input)
    {
        var stored = input.DeepClone().AsObject();
        stored.Remove("clientToken");
        stored["arn"] = arn;
        if (kind.Name == "Component")
        {
            stored["version"] = stored["semanticVersion"]!.DeepClone();
            stored["owner"] = "123456789012";
            stored["type"] = stored["data"]!.GetValue<string>().Contains("name: test", StringComparison.Ordinal) ? "TEST" : "BUILD";
            stored["encrypted"] = true;
            stored["dateCreated"] = "2026-01-01T00:00:00.000Z";
        }

        if (kind.Name == "ImageRecipe")
        {
            stored["version"] = stored["semanticVersion"]!.DeepClone();
            stored["owner"] = "123456789012";
            stored["platform"] = "Linux";
            stored["type"] = "AMI";
            stored["dateCreated"] = "2026-01-01T00:00:00.000Z";
        }

        if (kind.Name == "ImagePipeline")
        {
            stored["status"] ??= "ENABLED";
            stored["platform"] = "Linux";
            stored["dateCreated"] = "2026-01-01T00:00:00.000Z";
            stored["enhancedImageMetadataEnabled"] ??= true;
        }

        return stored;
    }

    private string? Missing(JsonObject input) => Texts(input).FirstOrDefault(text => text.StartsWith(Arn, StringComparison.Ordinal) && !text.Contains('*', StringComparison.Ordinal) && !_objects.ContainsKey(text));

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject group => group.Where(member => member.Key != "arn").SelectMany(member => Texts(member.Value)),
        JsonArray list => list.SelectMany(Texts),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

    private static (int Status, string Text) Done((string Name, string Path, string Member) kind, string arn) =>
        (200, new JsonObject { ["requestId"] = "request-1", [kind.Name == "Component" ? "componentBuildVersionArn" : $"{kind.Member}Arn"] = arn }.ToJsonString());

    private static (int Status, string Text) Refuse(int status, string kind, string message) => (status, new JsonObject { ["__type"] = kind, ["code"] = kind, ["message"] = message }.ToJsonString());
}
