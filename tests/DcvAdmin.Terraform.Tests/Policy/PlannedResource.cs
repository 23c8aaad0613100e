using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace DcvAdmin.Terraform.Tests.Policy;

/// <summary>A resource as a plan or a state has it.</summary>
/// <param name="Address">Where it stands.</param>
/// <param name="Type">Its type.</param>
/// <param name="Values">Its attributes, as far as they are known.</param>
/// <param name="Unknown">The attributes that are known after the apply alone, in the form of Terraform; undefined in a state.</param>
internal sealed record PlannedResource(string Address, string Type, JsonElement Values, JsonElement Unknown)
{
    // Where nothing is known yet, Terraform leaves the values away.
    private static readonly JsonElement Nothing = JsonDocument.Parse("{}").RootElement;

    /// <summary>The resources of <c>terraform show -json</c>, of a plan or of a state.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static IReadOnlyList<PlannedResource> Read(JsonElement document)
    {
        var isPlan = document.TryGetProperty("planned_values", out var values);
        if (!isPlan && !document.TryGetProperty("values", out values)) throw new FormatException("This is neither a plan nor a state.");
        var unknown = isPlan && document.TryGetProperty("resource_changes", out var changes)
            ? changes.EnumerateArray().Where(change => change.GetProperty("change").TryGetProperty("after_unknown", out _))
                .ToDictionary(change => change.GetProperty("address").GetString()!, change => change.GetProperty("change").GetProperty("after_unknown"), StringComparer.Ordinal)
            : [];
        return [.. Module(values.GetProperty("root_module"), unknown)];
    }

    /// <summary>A text attribute; null where there is none, or where it is not known yet.</summary>
    public string? Text(string name) => Get(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>Whether an attribute is true.</summary>
    public bool Is(string name) => Get(name) is { ValueKind: JsonValueKind.True };

    /// <summary>Whether an attribute is known after the apply alone.</summary>
    public bool IsUnknown(string name) => Unknown.ValueKind == JsonValueKind.Object && Unknown.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>The blocks of a name; none where there are none.</summary>
    public IReadOnlyList<PlannedResource> Blocks(string name) => Get(name) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.Object).Select((value, place) => new PlannedResource($"{Address}.{name}", Type, value, UnknownAt(name, place)))]
        : [];

    /// <summary>The texts of a list.</summary>
    public IReadOnlyList<string> Texts(string name) => Get(name) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!)]
        : [];

    /// <summary>A number; null where there is none.</summary>
    public double? Number(string name) => Get(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;

    private static IEnumerable<PlannedResource> Module(JsonElement module, IReadOnlyDictionary<string, JsonElement> unknown)
    {
        var own = module.TryGetProperty("resources", out var resources) ? resources.EnumerateArray() : default;
        var children = module.TryGetProperty("child_modules", out var modules) ? modules.EnumerateArray() : default;
        return
        [
            .. own.Where(resource => resource.GetProperty("mode").GetString() == "managed").Select(resource => Resource(resource, unknown)),
            .. children.SelectMany(child => Module(child, unknown)),
        ];
    }

    private static PlannedResource Resource(JsonElement resource, IReadOnlyDictionary<string, JsonElement> unknown)
    {
        var address = resource.GetProperty("address").GetString()!;
        return new PlannedResource(address, resource.GetProperty("type").GetString()!, resource.TryGetProperty("values", out var values) ? values : Nothing, unknown.GetValueOrDefault(address));
    }

    private JsonElement? Get(string name) => Values.TryGetProperty(name, out var value) ? value : null;

    private JsonElement UnknownAt(string name, int place) =>
        Unknown.ValueKind == JsonValueKind.Object && Unknown.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > place ? list[place] : default;
}
