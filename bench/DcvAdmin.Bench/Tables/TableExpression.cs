using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DcvAdmin.Bench.Tables;

/// <summary>The part of DynamoDB's expressions that the stores under measurement use: comparisons, functions, AND and OR, and updates.</summary>
internal sealed partial class TableExpression
{
    private readonly JsonObject? _names;
    private readonly JsonObject? _values;
    private readonly string[] _words;
    private int _next;

    private TableExpression(string text, JsonObject request)
    {
        _names = (JsonObject?)request["ExpressionAttributeNames"];
        _values = (JsonObject?)request["ExpressionAttributeValues"];
        _words = [.. Words().Matches(text).Select(match => match.Value)];
    }

    /// <summary>Whether an item meets a condition; without a condition it does.</summary>
    public static bool IsMet(string? condition, JsonObject request, JsonObject? item)
    {
        if (condition is null) return true;
        var expression = new TableExpression(condition, request);
        var isMet = expression.Or(item);
        return expression._next == expression._words.Length ? isMet : throw new NotSupportedException($"The condition {condition} is not understood.");
    }

    /// <summary>Changes an item.</summary>
    public static void Apply(string update, JsonObject request, JsonObject item)
    {
        var expression = new TableExpression(update, request);
        for (var clause = string.Empty; expression._next < expression._words.Length;)
        {
            var word = expression.Take();
            if (word is "SET" or "ADD" or "REMOVE" or "DELETE") clause = word;
            else if (word != ",") expression.Change(clause, expression.Name(word), item);
        }
    }

    [GeneratedRegex(@"[A-Za-z_#:][A-Za-z0-9_]*|<=|>=|<>|[=<>(),]")]
    private static partial Regex Words();

    private void Change(string clause, string name, JsonObject item)
    {
        if (clause == "SET") Expect("=");
        var value = clause == "REMOVE" ? null : (JsonObject)_values![Take()]!;
        switch (clause)
        {
            case "SET": item[name] = value!.DeepClone(); break;
            case "REMOVE": item.Remove(name); break;
            case "ADD" when value!["N"] is { } number: item[name] = new JsonObject { ["N"] = (NumberOf((JsonObject?)item[name]) + decimal.Parse(number.GetValue<string>(), CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture) }; break;
            case "ADD": SetTo(item, name, TextsOf(item, name).Union(TextsOf(value!))); break;
            default: SetTo(item, name, TextsOf(item, name).Except(TextsOf(value!))); break;
        }
    }

    private static void SetTo(JsonObject item, string name, IEnumerable<string> texts)
    {
        var left = texts.Select(text => (JsonNode)text).ToArray();
        if (left.Length == 0) item.Remove(name);
        else item[name] = new JsonObject { ["SS"] = new JsonArray(left) };
    }

    private static decimal NumberOf(JsonObject? value) => value is null ? 0 : decimal.Parse(value["N"]!.GetValue<string>(), CultureInfo.InvariantCulture);

    private static IEnumerable<string> TextsOf(JsonObject item, string name) => item[name] is JsonObject value ? TextsOf(value) : [];

    private static IEnumerable<string> TextsOf(JsonObject value) => ((JsonArray)value["SS"]!).Select(text => text!.GetValue<string>());

    private bool Or(JsonObject? item)
    {
        var isMet = And(item);
        while (Accept("OR")) isMet |= And(item);
        return isMet;
    }

    private bool And(JsonObject? item)
    {
        var isMet = Term(item);
        while (Accept("AND")) isMet &= Term(item);
        return isMet;
    }

    private bool Term(JsonObject? item)
    {
        if (Accept("("))
        {
            var isMet = Or(item);
            Expect(")");
            return isMet;
        }

        if (_words[_next] is "attribute_exists" or "attribute_not_exists")
        {
            var isNegated = Take() == "attribute_not_exists";
            Expect("(");
            var name = Name(Take());
            Expect(")");
            return (item?.ContainsKey(name) ?? false) != isNegated;
        }

        if (Accept("contains"))
        {
            Expect("(");
            var name = Name(Take());
            Expect(",");
            var text = _values![Take()]!["S"]!.GetValue<string>();
            Expect(")");
            return item is not null && TextsOf(item, name).Contains(text);
        }

        var left = Operand(item);
        var comparison = Take();
        return Compare(left, comparison, Operand(item));
    }

    private JsonObject? Operand(JsonObject? item)
    {
        if (Accept("size"))
        {
            Expect("(");
            var name = Name(Take());
            Expect(")");
            return item?[name] is JsonObject ? new JsonObject { ["N"] = TextsOf(item, name).Count().ToString(CultureInfo.InvariantCulture) } : null;
        }

        var word = Take();
        return word[0] == ':' ? (JsonObject)_values![word]! : (JsonObject?)item?[Name(word)];
    }

    private static bool Compare(JsonObject? left, string comparison, JsonObject? right)
    {
        // What is not there, or of another type, meets no comparison.
        if (left is null || right is null || left.Single().Key != right.Single().Key) return false;
        var order = left.ContainsKey("N") ? NumberOf(left).CompareTo(NumberOf(right)) : string.CompareOrdinal(left.Single().Value!.GetValue<string>(), right.Single().Value!.GetValue<string>());
        return comparison switch { "=" => order == 0, "<" => order < 0, "<=" => order <= 0, ">" => order > 0, ">=" => order >= 0, _ => throw new NotSupportedException(comparison) };
    }

    private string Name(string word) => word[0] == '#' ? _names![word]!.GetValue<string>() : word;

    private string Take() => _words[_next++];

    private bool Accept(string word)
    {
        if (_next >= _words.Length || _words[_next] != word) return false;
        _next++;
        return true;
    }

    private void Expect(string word)
    {
        if (!Accept(word)) throw new NotSupportedException($"'{word}' was expected in {string.Join(' ', _words)}.");
    }
}
