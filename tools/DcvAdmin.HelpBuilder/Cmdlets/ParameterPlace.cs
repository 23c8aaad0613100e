namespace DcvAdmin.HelpBuilder.Cmdlets;

/// <summary>How a parameter stands in one parameter set.</summary>
internal sealed record ParameterPlace(string ParameterSet)
{
    /// <summary>The engine's name for "every set".</summary>
    public const string AllSets = "__AllParameterSets";

    public bool IsMandatory { get; init; }

    /// <summary>Null for a parameter that must be named.</summary>
    public int? Position { get; init; }

    public bool TakesPipelineObjects { get; init; }

    public bool TakesPipelineProperties { get; init; }

    public bool TakesRemainingArguments { get; init; }

    /// <summary>Binds like any other, but is kept out of syntax and completion.</summary>
    public bool IsHidden { get; init; }
}
