using System;
using System.Collections.Generic;

namespace DcvAdmin.Functions.Runtime;

/// <summary>What the sandbox replied.</summary>
internal sealed record RuntimeReply(int Status)
{
    /// <summary>Names and values by turns, as they came.</summary>
    public List<string> Headers { get; } = [];

    /// <summary>The body; null where it was longer than asked for and was not kept.</summary>
    public byte[]? Body { get; init; } = [];

    /// <summary>The first header of a name, in any case.</summary>
    public string? Header(string name)
    {
        for (var i = 0; i < Headers.Count; i += 2)
        {
            if (Headers[i].Equals(name, StringComparison.OrdinalIgnoreCase)) return Headers[i + 1];
        }

        return null;
    }

    /// <summary>Without the body, which is an event.</summary>
    public override string ToString() => $"status {Status}";
}
