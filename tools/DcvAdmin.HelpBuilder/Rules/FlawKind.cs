namespace DcvAdmin.HelpBuilder.Rules;

/// <summary>The rules a help page can break. The numbers are the error codes.</summary>
public enum FlawKind
{
    /// <summary>A cmdlet has no page.</summary>
    PageMissing = 1,

    /// <summary>A page has no cmdlet.</summary>
    CmdletMissing = 2,

    /// <summary>A parameter is not described.</summary>
    ParameterUndescribed = 3,

    /// <summary>A parameter is described that does not exist.</summary>
    ParameterMissing = 4,

    /// <summary>Fewer than two examples.</summary>
    TooFewExamples = 5,

    /// <summary>A section is missing or empty.</summary>
    SectionEmpty = 6,

    /// <summary>A heading that no page has, or that stands twice or in the wrong place.</summary>
    HeadingUnknown = 7,

    /// <summary>A related link leads nowhere.</summary>
    LinkBroken = 8,

    /// <summary>Markdown that a console cannot show, or text where none belongs.</summary>
    ContentUnfit = 9,

    /// <summary>The page says something else than the cmdlet about its outputs or about a default.</summary>
    CmdletContradicted = 10,
}
