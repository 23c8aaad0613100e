using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using DcvAdmin.Diagnosis;

namespace DcvAdmin.Hosts;

/// <summary>Reports and changes as JSON, by generated code.</summary>
internal sealed class JsonHostReports : IHostReports
{
    // AWS keeps 24,000 characters of output; whatever claims more has not come from there.
    private const int MaximumOutput = 64 * 1024;
    private const int MaximumItems = 2000;

    public HostReport Read(string output)
    {
        if (output is null) throw new ArgumentNullException(nameof(output));
        // The agent, or the console's code page, may put a byte order mark before it.
        var text = output.Trim().TrimStart('\uFEFF');
        if (text.Length == 0) throw new FormatException("It is empty.");
        if (text.Length > MaximumOutput) throw new FormatException("It is too long.");
        var report = Parse(text);
        if (report.Format != HostReport.Format) throw new FormatException("It is of another version.");
        if (report.Settings is null && report.Steps is null && report.Version is null) throw new FormatException("It has neither settings nor steps nor a version.");
        return new HostReport(
            Bounded(report.Location),
            report.Settings is null ? null : [.. Items(report.Settings).Select(Read)],
            report.Steps is null ? null : [.. Items(report.Steps).Select(Read)],
            report.Version is null ? null : Bounded(report.Version),
            [.. Items(report.Warnings ?? []).Select(Bounded)]);
    }

    public string Write(IReadOnlyList<SettingChange> changes)
    {
        if (changes is null) throw new ArgumentNullException(nameof(changes));
        using var json = new MemoryStream();
        // Nothing of it is ever part of a page, and every needless escape counts: AWS bounds the parameter.
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (var change in changes)
            {
                writer.WritePropertyName($"{change.Section}/{change.Name}");
                Write(writer, change.Value?.Content);
            }

            writer.WriteEndObject();
        }

        return Convert.ToBase64String(json.ToArray());
    }

    private static ReportShape Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, HostReportJson.Default.ReportShape) ?? throw new FormatException("It is null.");
        }
        catch (JsonException)
        {
            // Its message may quote what stands there.
            throw new FormatException("It is not the JSON of a report.");
        }
    }

    private static IEnumerable<T> Items<T>(IReadOnlyList<T?> items)
        where T : class
    {
        if (items.Count > MaximumItems) throw new FormatException("It has too many parts.");
        return items.Select(item => item ?? throw new FormatException("A part of it is null."));
    }

    private static string Bounded(string text) => text switch
    {
        null => throw new FormatException("A text of it is null."),
        { Length: > HostReport.MaximumText } => throw new FormatException("A text of it is too long."),
        _ => text,
    };

    private static DiagnosisStep Read(StepShape step) => new(
        Bounded(step.Name),
        step.Result switch
        {
            nameof(StepResult.Passed) => StepResult.Passed,
            nameof(StepResult.Warning) => StepResult.Warning,
            nameof(StepResult.Failed) => StepResult.Failed,
            nameof(StepResult.Skipped) => StepResult.Skipped,
            _ => throw new FormatException("The result of a step is none."),
        },
        Bounded(step.Detail),
        step.Mend is null ? null : Bounded(step.Mend));

    private static StoredSetting Read(SettingShape setting)
    {
        var value = string.IsNullOrEmpty(setting.Flaw) ? Value(setting) : null;
        return new StoredSetting(Bounded(setting.Section), Bounded(setting.Name), value, value?.ToString() ?? Text(setting.Value));
    }

    private static SettingValue Value(SettingShape setting) => (setting.Type, setting.Value.ValueKind) switch
    {
        (nameof(SettingType.Text), JsonValueKind.String) => SettingValue.Of(Text(setting.Value)),
        (nameof(SettingType.Verbatim), JsonValueKind.String) => SettingValue.Of(Verbatim(Text(setting.Value))),
        (nameof(SettingType.Number), JsonValueKind.Number) when setting.Value.TryGetInt32(out var number) => SettingValue.Of(number),
        (nameof(SettingType.Switch), JsonValueKind.True or JsonValueKind.False) => SettingValue.Of(setting.Value.GetBoolean()),
        (nameof(SettingType.List), JsonValueKind.Array) => SettingValue.Of(setting.Value.EnumerateArray().Select(Text)),
        _ => throw new FormatException("The value of a setting is not of its type."),
    };

    private static VerbatimText Verbatim(string text)
    {
        try
        {
            return new VerbatimText(text);
        }
        catch (ArgumentException)
        {
            throw new FormatException("The value of a setting is not of its type.");
        }
    }

    private static string Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) throw new FormatException("The value of a setting is not of its type.");
        try
        {
            return Bounded(value.GetString()!);
        }
        catch (InvalidOperationException)
        {
            // Half of a character, which JSON can write and no text can hold.
            throw new FormatException("A text of it is none.");
        }
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool isOn:
                writer.WriteBooleanValue(isOn);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case string[] texts:
                writer.WriteStartArray();
                foreach (var text in texts) writer.WriteStringValue(Marked(text));
                writer.WriteEndArray();
                break;
            case VerbatimText verbatim:
                writer.WriteStringValue("~" + verbatim.Text);
                break;
            default:
                writer.WriteStringValue(Marked((string)value));
                break;
        }
    }

    // ConvertFrom-Json turns a text that looks like an instant into one; a text that begins like this never does.
    private static string Marked(string text) => "=" + text;
}
