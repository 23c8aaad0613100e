using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using DcvAdmin.Terraform.Tests.Running;

namespace DcvAdmin.Terraform.Tests.Emulation;

/// <summary>A change that a second plan wants on the emulator, and would not on AWS.</summary>
/// <param name="Address">The resource, without the keys of for_each.</param>
/// <param name="Attribute">The attribute that the emulator loses or changes.</param>
/// <param name="Reason">What it does to it.</param>
internal sealed partial record EmulatorDifference(string Address, string Attribute, string Reason)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNameCaseInsensitive = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>The list.</summary>
    public static IReadOnlyList<EmulatorDifference> Read() => JsonSerializer.Deserialize<EmulatorDifference[]>(File.ReadAllText(Path.Combine(Repository.Terraform, "tests", "emulator-differences.json")), Json)!;

    /// <summary>What a plan changes, as <c>type.name: attribute</c>, but for what is listed. Another action than an update is named whole.</summary>
    public static IReadOnlyList<string> Unexplained(JsonElement plan, IReadOnlyCollection<EmulatorDifference> known) =>
        [.. Changes(plan).Where(change => !known.Any(difference => difference.Covers(change.Address) && difference.Attribute == change.Attribute)).Select(change => $"{change.Address}: {change.Attribute}")];

    /// <summary>What is listed of a resource in the plan, and that the plan does not want: the list is behind the emulator.</summary>
    public static IReadOnlyList<EmulatorDifference> Outlived(JsonElement plan, IReadOnlyCollection<EmulatorDifference> known) =>
    [
        .. known.Where(difference => plan.GetProperty("resource_changes").EnumerateArray().Any(resource => difference.Covers(resource.GetProperty("address").GetString()!))
            && !Changes(plan).Any(change => difference.Covers(change.Address) && difference.Attribute == change.Attribute)),
    ];

    private bool Covers(string address) => Keys().Replace(address, string.Empty) == Address;

    private static IEnumerable<(string Address, string Attribute)> Changes(JsonElement plan)
    {
        foreach (var resource in plan.TryGetProperty("resource_changes", out var changes) ? changes.EnumerateArray() : default)
        {
            var (address, change) = (resource.GetProperty("address").GetString()!, resource.GetProperty("change"));
            var actions = string.Join(", ", change.GetProperty("actions").EnumerateArray().Select(action => action.GetString()));
            if (actions is "no-op" or "read") continue;
            if (actions != "update")
            {
                yield return (address, actions);
                continue;
            }

            var (before, after) = (change.GetProperty("before"), change.GetProperty("after"));
            foreach (var name in before.EnumerateObject().Concat(after.EnumerateObject()).Select(member => member.Name).Distinct())
            {
                if (!JsonElement.DeepEquals(Member(before, name), Member(after, name))) yield return (address, name);
            }
        }

        // Outputs are ours alone: one that changes was computed from something that did.
        foreach (var output in plan.TryGetProperty("output_changes", out var outputs) ? outputs.EnumerateObject() : default)
        {
            var actions = string.Join(", ", output.Value.GetProperty("actions").EnumerateArray().Select(action => action.GetString()));
            if (actions != "no-op") yield return ($"output.{output.Name}", actions);
        }
    }

    private static JsonElement Member(JsonElement values, string name) => values.TryGetProperty(name, out var value) ? value : Null;

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Keys();

    private static readonly JsonElement Null = JsonDocument.Parse("null").RootElement;
}
