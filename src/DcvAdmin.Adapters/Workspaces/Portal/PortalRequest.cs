using System;
using System.Collections.Generic;
using DcvAdmin.Reporting;

namespace DcvAdmin.Workspaces.Portal;

/// <summary>A request as it came to whatever host.</summary>
public sealed record PortalRequest
{
    /// <summary>The method, in capitals.</summary>
    public required string Method { get; init; }

    /// <summary>The path, decoded, from <c>/workspaces</c> on.</summary>
    public required string Path { get; init; }

    /// <summary>The query's parameters; a name may stand twice.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>The header Authorization; null where there is none or more than one.</summary>
    public string? Authorization { get; init; }

    /// <summary>The header Origin; null where there is none.</summary>
    public string? Origin { get; init; }

    /// <summary>The header Content-Type; null where there is none.</summary>
    public string? ContentType { get; init; }

    /// <summary>The body; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Where it came from; empty where that is not known.</summary>
    public string SourceAddress { get; init; } = string.Empty;

    /// <summary>Without token and body.</summary>
    public override string ToString() => $"{Method.Visible()} {Path.Visible()}";
}
