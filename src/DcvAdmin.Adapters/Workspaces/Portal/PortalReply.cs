using System;
using System.Collections.Generic;

namespace DcvAdmin.Workspaces.Portal;

/// <summary>A reply for whatever host.</summary>
/// <param name="Status">The status.</param>
/// <param name="ContentType">The type of the body; null where there is none.</param>
/// <param name="Body">The body.</param>
/// <param name="Headers">What else goes into the headers.</param>
public sealed record PortalReply(int Status, string? ContentType, ReadOnlyMemory<byte> Body, IReadOnlyList<KeyValuePair<string, string>> Headers);
