using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Parameters;

/// <summary>Takes tags as a table, @{Team='design'}, or as texts, 'Team=design'.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TagTransformationAttribute : ArgumentTransformationAttribute
{
    // Resource Groups Tagging API Reference, GetResources.
    private const int Most = 50;

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var input = Bare(inputData);
        var tags = input is null ? [] : Read(input).ToArray();
        return tags.Length switch
        {
            0 => throw new ArgumentTransformationMetadataException("No tag is named. Write @{Team='design'} or 'Team=design'."),
            > Most => throw new ArgumentTransformationMetadataException($"AWS looks for {Most} tags at once, and no more."),
            _ => tags,
        };
    }

    private static IEnumerable<WorkspaceTag> Read(object input) => input switch
    {
        WorkspaceTag tag => [tag],
        IDictionary table => table.Cast<DictionaryEntry>().SelectMany(entry => Values(entry.Value).Select(value => Tag(entry.Key?.ToString(), value))),
        string text => [Tag(text)],
        IEnumerable many => many.Cast<object?>().Select(Bare).SelectMany(item => item is null ? [] : Read(item)),
        _ => throw new ArgumentTransformationMetadataException($"'{input}' is no tag. Write @{{Team='design'}} or 'Team=design'."),
    };

    private static IEnumerable<string> Values(object? value) => Bare(value) switch
    {
        null => [string.Empty],
        string text => [text],
        IEnumerable many => many.Cast<object?>().Select(item => item?.ToString() ?? string.Empty),
        var other => [other.ToString()],
    };

    private static WorkspaceTag Tag(string text)
    {
        var at = text.IndexOf('=');
        return at > 0 ? Tag(text.Substring(0, at), text.Substring(at + 1)) : throw new ArgumentTransformationMetadataException($"'{text}' is no tag: write a key, an equals sign and a value, as in Team=design.");
    }

    private static WorkspaceTag Tag(string? key, string value) =>
        string.IsNullOrWhiteSpace(key) ? throw new ArgumentTransformationMetadataException("A tag's key is blank.") : new WorkspaceTag(key!, value);

    private static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
