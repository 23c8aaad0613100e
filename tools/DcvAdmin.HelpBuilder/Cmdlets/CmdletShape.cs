using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.HelpBuilder.Cmdlets;

/// <summary>What a compiled cmdlet states about itself.</summary>
internal sealed record CmdletShape(string Verb, string Noun)
{
    public string Name => $"{Verb}-{Noun}";

    /// <summary>The parameter set the engine takes where the parameters leave the choice open.</summary>
    public string? DefaultParameterSet { get; init; }

    public bool SupportsShouldProcess { get; init; }

    /// <summary>Full names of the types it says it writes.</summary>
    public IReadOnlyList<string> OutputTypes { get; init; } = [];

    /// <summary>In the order of the engine, without the common ones; WhatIf and Confirm at the end.</summary>
    public IReadOnlyList<ParameterShape> Parameters { get; init; } = [];

    /// <summary>Names of the parameter sets, the default one first, as the engine lists them.</summary>
    public IReadOnlyList<string> ParameterSets
    {
        get
        {
            var named = Parameters.SelectMany(parameter => parameter.Places).Select(place => place.ParameterSet).Where(set => set != ParameterPlace.AllSets).Distinct().ToList();
            if (DefaultParameterSet is not null && !named.Contains(DefaultParameterSet)) named.Add(DefaultParameterSet);
            if (named.Count == 0) return [ParameterPlace.AllSets];
            return [.. named.OrderByDescending(set => set == DefaultParameterSet)];
        }
    }
}
