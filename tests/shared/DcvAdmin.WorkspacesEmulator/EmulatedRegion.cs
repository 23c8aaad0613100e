using System;
using System.Collections.Generic;

namespace DcvAdmin.Emulators;

/// <summary>One region of the emulator, and what goes wrong in it.</summary>
public sealed class EmulatedRegion
{
    private readonly HashSet<string> _lost = [];
    private int _throttled;
    private int _emptyPages;

    /// <summary>The WorkSpaces, in the order in which they are listed.</summary>
    public List<EmulatedWorkspace> Workspaces { get; } = [];

    /// <summary>How long every answer takes.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>An error of AWS for every call; null where there is none.</summary>
    public (int Status, string Code, string Message)? Refusal { get; set; }

    /// <summary>Whether every page but the first says that it is its own successor.</summary>
    public bool RepeatsToken { get; set; }

    /// <summary>Takes calls and never answers.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Does what the next call of an operation asks for, and cuts the connection instead of answering.</summary>
    public void LoseAnswer(string operation) => _lost.Add(operation);

    /// <summary>Answers the next calls with ThrottlingException.</summary>
    public void Throttle(int calls) => _throttled = calls;

    /// <summary>Begins each list with so many pages that are empty and have a token.</summary>
    public void BeginWithEmptyPages(int pages) => _emptyPages = pages;

    internal int EmptyPages => _emptyPages;

    internal bool TakeLoss(string operation) => _lost.Remove(operation);

    internal bool TakeThrottle()
    {
        if (_throttled == 0) return false;
        _throttled--;
        return true;
    }
}
