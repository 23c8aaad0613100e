using System;
using System.Collections.Generic;

namespace DcvAdmin.Emulators;

/// <summary>One region of the emulator, and what goes wrong in it.</summary>
public sealed class EmulatedRegion
{
    private int _throttled;
    private int _emptyPages;

    /// <summary>The WorkSpaces, in the order in which they are listed.</summary>
    public List<EmulatedWorkspace> Workspaces { get; } = [];

    /// <summary>How long every answer takes.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>An error of AWS for every call; null where there is none.</summary>
    public (int Status, string Code, string Message)? Refusal { get; set; }

    /// <summary>Answers the next calls with ThrottlingException.</summary>
    public void Throttle(int calls) => _throttled = calls;

    /// <summary>Begins each list with so many pages that are empty and have a token.</summary>
    public void BeginWithEmptyPages(int pages) => _emptyPages = pages;

    internal int EmptyPages => _emptyPages;

    internal bool TakeThrottle()
    {
        if (_throttled == 0) return false;
        _throttled--;
        return true;
    }
}
