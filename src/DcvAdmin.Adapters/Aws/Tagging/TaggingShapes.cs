using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace DcvAdmin.Aws.Tagging;

// The members that are used, of the shapes in the Resource Groups Tagging API Reference, version 2017-01-26.

internal sealed record GetResourcesRequest
{
    [JsonPropertyName("ResourceARNList")]
    public IReadOnlyList<string>? Arns { get; init; }

    public IReadOnlyList<string>? ResourceTypeFilters { get; init; }

    public IReadOnlyList<TagFilterShape>? TagFilters { get; init; }

    public string? PaginationToken { get; init; }
}

internal sealed record TagFilterShape(string Key, IReadOnlyList<string> Values);

internal sealed record GetResourcesAnswer(IReadOnlyList<ResourceShape>? ResourceTagMappingList, string? PaginationToken);

internal sealed record ResourceShape
{
    [JsonPropertyName("ResourceARN")]
    public required string Arn { get; init; }

    public IReadOnlyList<ResourceTagShape>? Tags { get; init; }
}

internal sealed record ResourceTagShape
{
    public required string Key { get; init; }

    public string? Value { get; init; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GetResourcesRequest))]
[JsonSerializable(typeof(GetResourcesAnswer))]
internal sealed partial class TaggingJson : JsonSerializerContext;
