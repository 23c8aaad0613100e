using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.HelpBuilder.Cmdlets;

/// <summary>What a compiled cmdlet states about one of its parameters.</summary>
/// <param name="Name">Its name, without the dash.</param>
/// <param name="Type">Name of the type, as .NET writes it: <c>String[]</c>, <c>TimeSpan</c>.</param>
/// <param name="ShortType">Name of the type as Get-Command -Syntax writes it: <c>string[]</c>, <c>timespan</c>.</param>
internal sealed record ParameterShape(string Name, string Type, string ShortType)
{
    /// <summary>One for each parameter set it stands in, or a single one for all sets.</summary>
    public IReadOnlyList<ParameterPlace> Places { get; init; } = [new(ParameterPlace.AllSets)];

    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The values it is limited to, by an enum or by ValidateSet; empty where it is not.</summary>
    public IReadOnlyList<string> AllowedValues { get; init; } = [];

    public bool IsSwitch { get; init; }

    public bool IsArray { get; init; }

    public bool TakesWildcards { get; init; }

    /// <summary>The default, where an attribute says it.</summary>
    public string? Default { get; init; }

    /// <summary>The engine's own parameter of a cmdlet that changes something: WhatIf or Confirm.</summary>
    public bool IsOfEngine { get; init; }

    /// <summary>Null where it does not belong to the set.</summary>
    public ParameterPlace? PlaceIn(string parameterSet) =>
        Places.FirstOrDefault(place => place.ParameterSet == parameterSet) ?? Places.FirstOrDefault(place => place.ParameterSet == ParameterPlace.AllSets);
}
