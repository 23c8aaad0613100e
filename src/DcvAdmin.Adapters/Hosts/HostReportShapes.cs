using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DcvAdmin.Hosts;

// What the documents in module/ssm print.

internal sealed record ReportShape
{
    public required int Format { get; init; }

    public required string Location { get; init; }

    public IReadOnlyList<SettingShape?>? Settings { get; init; }

    public IReadOnlyList<StepShape?>? Steps { get; init; }

    public string? Version { get; init; }

    public IReadOnlyList<string?>? Warnings { get; init; }
}

internal sealed record SettingShape
{
    public required string Section { get; init; }

    public required string Name { get; init; }

    // A text, a number, true or false, or a list of texts: Type says which.
    public required JsonElement Value { get; init; }

    public string? Type { get; init; }

    // There where the value is no value, and Value is the text that stands there. Its words are made anew.
    public string? Flaw { get; init; }
}

internal sealed record StepShape
{
    public required string Name { get; init; }

    public required string Result { get; init; }

    public required string Detail { get; init; }

    public string? Mend { get; init; }
}

[JsonSourceGenerationOptions(MaxDepth = 8)]
[JsonSerializable(typeof(ReportShape))]
internal sealed partial class HostReportJson : JsonSerializerContext;
