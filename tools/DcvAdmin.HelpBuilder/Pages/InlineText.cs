using System;
using System.Text;
using Markdig.Syntax.Inlines;

namespace DcvAdmin.HelpBuilder.Pages;

/// <summary>Text without Markdown's marks, for a console.</summary>
internal static class InlineText
{
    /// <summary>The text, and the first piece of Markdown that a console cannot show.</summary>
    public static string Of(ContainerInline? inlines, out string? unfit)
    {
        var text = new StringBuilder();
        unfit = null;
        foreach (var inline in inlines ?? [])
        {
            var piece = Of(inline, out var piecesFlaw);
            unfit ??= piecesFlaw;
            text.Append(piece);
        }

        return text.ToString();
    }

    private static string Of(Inline inline, out string? unfit)
    {
        unfit = null;
        switch (inline)
        {
            case LiteralInline literal:
                return literal.Content.ToString();
            case CodeInline code:
                return code.Content;
            case LineBreakInline:
                return " ";
            case HtmlEntityInline entity:
                return entity.Transcoded.ToString();
            case AutolinkInline link:
                return link.Url;
            case LinkInline { IsImage: false } link:
                var label = Of(link, out unfit);
                return link.Url is { } url && url.Contains("://", StringComparison.Ordinal) && url != label ? $"{label} ({url})" : label;
            case EmphasisInline emphasis:
                return Of((ContainerInline)emphasis, out unfit);
            default:
                unfit = inline is HtmlInline html ? html.Tag : inline.GetType().Name.Replace("Inline", string.Empty, StringComparison.Ordinal);
                return string.Empty;
        }
    }
}
