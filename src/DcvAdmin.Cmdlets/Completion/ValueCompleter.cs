using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace DcvAdmin.Completion;

/// <summary>Completes a parameter's value from what is known already. Tab never asks a store, a broker or AWS.</summary>
internal abstract class ValueCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = (wordToComplete ?? string.Empty).Trim('\'', '"');
        var pattern = new WildcardPattern(WildcardPattern.Escape(typed) + "*", WildcardOptions.IgnoreCase);
        return Offer(fakeBoundParameters ?? new Hashtable())
            .Where(offer => pattern.IsMatch(offer.Value) || (typed.Length > 0 && offer.AlsoKnownAs?.IndexOf(typed, StringComparison.OrdinalIgnoreCase) >= 0))
            .Select(offer => new CompletionResult(Quote(offer.Value), offer.Value, CompletionResultType.ParameterValue, offer.Tip));
    }

    private protected abstract IEnumerable<Offer> Offer(IDictionary boundParameters);

    /// <summary>A value as it must be typed: a name with a blank, a quote or a character that PowerShell reads otherwise goes into quotes.</summary>
    private static string Quote(string value) =>
        value.Length > 0 && value[0] != '-' && value.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':' or '\\' or '%')
            ? value
            : "'" + CodeGeneration.EscapeSingleQuotedStringContent(value) + "'";
}
