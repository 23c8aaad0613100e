using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Parameters;

/// <summary>
/// Takes ids of WorkSpaces in any case, one or many; each once. What is no text is left to the binder, which then looks for a property; an object that has none, but others
/// that count, names no id.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WorkspaceIdTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var input = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (input is string text) return new[] { Read(text) };
        if (input is not IEnumerable many || !many.Cast<object?>().All(item => (item is PSObject inner ? inner.BaseObject : item) is string)) return IsRowWithoutId(inputData) ? null : inputData;
        return many.Cast<object>().Select(item => Read(item.ToString())).Distinct().ToArray();
    }

    private static bool IsRowWithoutId(object? inputData) =>
        inputData is PSObject row && row.Properties["WorkspaceId"] is null && (row.Properties["UserName"] ?? row.Properties["Region"] ?? row.Properties["ProfileName"]) is not null;

    private static string Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) throw new ArgumentTransformationMetadataException("A WorkSpace's id is blank, and names nothing.");
        return WorkspaceId.TryParse(text, out var id) ? id : throw new ArgumentTransformationMetadataException($"'{text}' is not the id of a WorkSpace. Write ws- and 8 or more digits and letters, as in ws-1abcdefg2.");
    }
}
