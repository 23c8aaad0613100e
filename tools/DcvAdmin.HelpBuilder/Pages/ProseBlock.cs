using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.HelpBuilder.Pages;

/// <summary>A piece of a page between two blank lines.</summary>
internal abstract record ProseBlock(int Line)
{
    /// <summary>As a console shows it.</summary>
    public abstract string Text { get; }
}

/// <summary>Sentences.</summary>
internal sealed record Paragraph(string Sentences, int Line) : ProseBlock(Line)
{
    public override string Text => Sentences;
}

/// <summary>Items with a dash, or numbered.</summary>
internal sealed record ItemList(IReadOnlyList<string> Items, bool IsNumbered, int Line) : ProseBlock(Line)
{
    public override string Text => string.Join('\n', Items.Select((item, index) => IsNumbered ? $"{index + 1}. {item}" : $"- {item}"));
}

/// <summary>Code or its output, line by line.</summary>
internal sealed record Fence(string Language, string Lines, int Line) : ProseBlock(Line)
{
    public const string Code = "powershell";
    public const string Output = "output";

    public bool IsCode => Language == Code;

    public override string Text => Lines;
}
