using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using DcvAdmin.Terraform.Tests.Running;

namespace DcvAdmin.Terraform.Tests.Emulation;

/// <summary>A change that a second plan wants on the emulator, and would not on AWS.</summary>
/// <param name="Type">The resource's type.</param>
/// <param name="Attribute">The attribute that the emulator loses or changes.</param>
/// <param name="Reason">What it does to it.</param>
internal sealed record EmulatorDifference(string Type, string Attribute, string Reason)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNameCaseInsensitive = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>The list.</summary>
    public static IReadOnlyList<EmulatorDifference> Read() => JsonSerializer.Deserialize<EmulatorDifference[]>(File.ReadAllText(Path.Combine(Repository.Terraform, "tests", "emulator-differences.json")), Json)!;

    /// <summary>What a plan changes, as <c>type.name: attribute</c>, but for what is listed. Another action than an update is named whole.</summary>
    public static IReadOnlyList<string> Unexplained(JsonElement plan, IReadOnlyCollection<EmulatorDifference> known) =>
        [.. Changes(plan).Where(change => !known.Any(difference => difference.Type == change.Type && difference.Attribute == change.Attribute)).Select(change => $"{change.Address}: {change.Attribute}")];

    private static IEnumerable<(string Address, string Type, string Attribute)> Changes(JsonElement plan)
    {
        foreach (var resource in plan.TryGetProperty("resource_changes", out var changes) ? changes.EnumerateArray() : default)
        {
            var (address, type, change) = (resource.GetProperty("address").GetString()!, resource.GetProperty("type").GetString()!, resource.GetProperty("change"));
            var actions = string.Join(", ", change.GetProperty("actions").EnumerateArray().Select(action => action.GetString()));
            if (actions is "no-op" or "read") continue;
            if (actions != "update")
            {
                yield return (address, type, actions);
                continue;
            }

            var (before, after) = (change.GetProperty("before"), change.GetProperty("after"));
            foreach (var name in before.EnumerateObject().Concat(after.EnumerateObject()).Select(member => member.Name).Distinct())
            {
                if (!JsonElement.DeepEquals(Member(before, name), Member(after, name))) yield return (address, type, name);
            }
        }

        // Outputs are ours alone: one that changes was computed from something that did.
        foreach (var output in plan.TryGetProperty("output_changes", out var outputs) ? outputs.EnumerateObject() : default)
        {
            var actions = string.Join(", ", output.Value.GetProperty("actions").EnumerateArray().Select(action => action.GetString()));
            if (actions != "no-op") yield return ($"output.{output.Name}", "output", actions);
        }
    }

    private static JsonElement Member(JsonElement values, string name) => values.TryGetProperty(name, out var value) ? value : Null;

    private static readonly JsonElement Null = JsonDocument.Parse("null").RootElement;
}
