using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DcvAdmin.Terraform.Tests.Components;

/// <summary>
/// What the component manager of EC2 Image Builder (AWSTOE) takes for a document, as AWS documents it: phases, steps, action modules and their inputs. And
/// two rules of our own: no value becomes a part of a script, and what comes from the web has a checksum.
/// </summary>
internal static partial class ComponentSchema
{
    /// <summary>What Image Builder takes for the data of a component.</summary>
    public const int MostCharacters = 16_000;

    private static readonly string[] DocumentMembers = ["name", "description", "schemaVersion", "parameters", "constants", "phases"];
    private static readonly string[] PhaseNames = ["build", "validate", "test"];
    private static readonly string[] StepMembers = ["name", "action", "timeoutSeconds", "onFailure", "maxAttempts", "inputs", "loop", "if"];
    private static readonly string[] OnFailure = ["Abort", "Continue", "Ignore"];
    private static readonly string[] Scripts = ["ExecuteBash", "ExecutePowerShell"];

    // Inputs that must be, inputs that may be; those of a list are of each of its items.
    private static readonly Dictionary<string, (bool IsList, string[] Needed, string[] Others)> Actions = new(StringComparer.Ordinal)
    {
        ["ExecuteBash"] = (false, ["commands"], []),
        ["ExecutePowerShell"] = (false, [], ["commands", "file"]),
        ["ExecuteBinary"] = (false, ["path"], ["arguments"]),
        ["ExecuteDocument"] = (false, ["document"], ["document-s3-bucket-owner", "phases", "parameters"]),
        ["AppendFile"] = (true, ["path"], ["content", "encoding", "owner", "group", "permissions"]),
        ["CopyFile"] = (true, ["source", "destination"], ["overwrite", "owner", "group", "permissions"]),
        ["CopyFolder"] = (true, ["source", "destination"], ["overwrite", "owner", "group", "permissions"]),
        ["CreateFile"] = (true, ["path"], ["content", "encoding", "owner", "group", "permissions", "overwrite"]),
        ["CreateFolder"] = (true, ["path"], ["owner", "group", "permissions", "overwrite"]),
        ["CreateSymlink"] = (true, ["path", "target"], ["force"]),
        ["DeleteFile"] = (true, ["path"], []),
        ["DeleteFolder"] = (true, ["path"], ["force"]),
        ["ListFiles"] = (true, ["path"], ["fileExtension"]),
        ["MoveFile"] = (true, ["source", "destination"], ["overwrite", "owner", "group", "permissions"]),
        ["MoveFolder"] = (true, ["source", "destination"], ["overwrite", "owner", "group", "permissions"]),
        ["ReadFile"] = (true, ["path"], ["encoding"]),
        ["SetFileEncoding"] = (true, ["path", "encoding"], []),
        ["SetFileOwner"] = (true, ["path", "owner"], ["group"]),
        ["SetFolderOwner"] = (true, ["path", "owner"], ["recursive", "group"]),
        ["SetFilePermissions"] = (true, ["path", "permissions"], []),
        ["SetFolderPermissions"] = (true, ["path", "permissions"], ["recursive"]),
        ["InstallMSI"] = (false, ["path"], ["reboot", "logOptions", "logFile", "properties", "ignoreAuthenticodeSignatureErrors", "additionalInputs"]),
        ["UninstallMSI"] = (false, ["path"], ["reboot", "logOptions", "logFile", "properties", "ignoreAuthenticodeSignatureErrors", "additionalInputs"]),
        ["Reboot"] = (false, [], ["delaySeconds"]),
        ["SetRegistry"] = (true, ["path", "name", "value"], ["type"]),
        ["UpdateOS"] = (false, [], ["include", "exclude"]),
        ["S3Download"] = (true, ["source", "destination"], ["expectedBucketOwner", "overwrite"]),
        ["S3Upload"] = (true, ["source", "destination"], ["recurse", "expectedBucketOwner"]),
        ["WebDownload"] = (true, ["source", "destination"], ["overwrite", "checksum", "algorithm", "ignoreCertificateErrors"]),
    };

    /// <summary>The flaws of a document, one sentence each.</summary>
    public static IReadOnlyList<string> Check(JsonElement document)
    {
        if (document.ValueKind != JsonValueKind.Object) return ["It is no document."];
        return
        [
            .. Unknown(document, DocumentMembers, "the document"),
            .. Text(document, "schemaVersion") is "1.0" or "1" ? Array.Empty<string>() : ["schemaVersion is not 1.0."],
            .. Parameters(document),
            .. Phases(document),
            .. References(document),
        ];
    }

    /// <summary>The scripts of a document, with the action that runs them and where they stand.</summary>
    public static IEnumerable<(string Action, string Place, string Text)> ScriptsOf(JsonElement document) =>
        from phase in Items(document, "phases")
        from step in Items(phase, "steps")
        let action = Text(step, "action")
        where Scripts.Contains(action) && step.TryGetProperty("inputs", out _)
        from command in Items(step.GetProperty("inputs"), "commands").Select((command, place) => (command, place))
        select (action, $"{Text(phase, "name")}.{Text(step, "name")}.{command.place}", command.command.ToString());

    private static IEnumerable<string> Parameters(JsonElement document)
    {
        foreach (var parameter in Items(document, "parameters"))
        {
            if (parameter.ValueKind != JsonValueKind.Object || parameter.EnumerateObject().Count() != 1)
            {
                yield return "A parameter is a name with its properties.";
                continue;
            }

            var (name, of) = (parameter.EnumerateObject().First().Name, parameter.EnumerateObject().First().Value);
            if (!ParameterName().IsMatch(name)) yield return $"Parameter {name} has a name that is none.";
            if (Text(of, "type") != "string") yield return $"Parameter {name} is no string; there is no other type.";
            if (of.ValueKind == JsonValueKind.Object && of.TryGetProperty("default", out var value) && value.ValueKind != JsonValueKind.String) yield return $"Parameter {name} has a default that is no string.";
            foreach (var flaw in Unknown(of, ["type", "default", "description", "allowedValues"], $"parameter {name}")) yield return flaw;
        }
    }

    private static IEnumerable<string> Phases(JsonElement document)
    {
        var phases = Items(document, "phases").ToList();
        if (phases.Count == 0) yield return "It has no phases.";
        foreach (var twice in phases.GroupBy(phase => Text(phase, "name")).Where(group => group.Count() > 1)) yield return $"There are two phases {twice.Key}.";
        foreach (var phase in phases)
        {
            var name = Text(phase, "name");
            if (!PhaseNames.Contains(name)) yield return $"Phase {name} is none of {string.Join(", ", PhaseNames)}.";
            foreach (var flaw in Unknown(phase, ["name", "steps", "loop", "if"], $"phase {name}")) yield return flaw;
            var steps = Items(phase, "steps").ToList();
            if (steps.Count == 0) yield return $"Phase {name} has no steps.";
            foreach (var twice in steps.GroupBy(step => Text(step, "name")).Where(group => group.Count() > 1)) yield return $"Phase {name} has two steps {twice.Key}.";
            foreach (var flaw in steps.SelectMany(step => Step($"{name}.{Text(step, "name")}", step))) yield return flaw;
        }
    }

    private static IEnumerable<string> Step(string place, JsonElement step)
    {
        foreach (var flaw in Unknown(step, StepMembers, place)) yield return flaw;
        if (Text(step, "name") is not { Length: > 0 }) yield return $"{place} has no name.";
        if (step.TryGetProperty("onFailure", out var onFailure) && !OnFailure.Contains(onFailure.GetString())) yield return $"{place}: onFailure is none of {string.Join(", ", OnFailure)}.";
        if (step.TryGetProperty("timeoutSeconds", out var timeout) && (timeout.ValueKind != JsonValueKind.Number || !timeout.TryGetInt32(out var seconds) || seconds is < 1 and not -1)) yield return $"{place}: timeoutSeconds is no number of seconds.";
        if (step.TryGetProperty("maxAttempts", out var attempts) && (attempts.ValueKind != JsonValueKind.Number || !attempts.TryGetInt32(out var times) || times < 1)) yield return $"{place}: maxAttempts is no number from 1.";
        if (!Actions.TryGetValue(Text(step, "action") ?? string.Empty, out var action))
        {
            yield return $"{place}: there is no action {Text(step, "action")}.";
            yield break;
        }

        var hasInputs = step.TryGetProperty("inputs", out var inputs);
        if (!hasInputs && action.Needed.Length > 0) yield return $"{place} has no inputs.";
        if (!hasInputs) yield break;
        if (action.IsList && inputs.ValueKind != JsonValueKind.Array) yield return $"{place}: the inputs of {Text(step, "action")} are a list.";
        if (!action.IsList && inputs.ValueKind != JsonValueKind.Object) yield return $"{place}: the inputs of {Text(step, "action")} are no list.";
        foreach (var input in action.IsList && inputs.ValueKind == JsonValueKind.Array ? inputs.EnumerateArray().ToArray() : [inputs])
        {
            foreach (var flaw in Inputs(place, Text(step, "action")!, action.Needed, action.Others, input)) yield return flaw;
        }
    }

    private static IEnumerable<string> Inputs(string place, string action, string[] needed, string[] others, JsonElement input)
    {
        if (input.ValueKind != JsonValueKind.Object) yield break;
        foreach (var name in needed.Where(name => !input.TryGetProperty(name, out _))) yield return $"{place}: {action} needs {name}.";
        foreach (var flaw in Unknown(input, [.. needed, .. others], $"{place}: {action}")) yield return flaw;
        if (action == "ExecutePowerShell" && input.TryGetProperty("commands", out _) == input.TryGetProperty("file", out _)) yield return $"{place}: ExecutePowerShell takes either commands or a file.";
        if (input.TryGetProperty("commands", out var commands) && (commands.ValueKind != JsonValueKind.Array || commands.GetArrayLength() == 0 || commands.EnumerateArray().Any(command => command.ValueKind != JsonValueKind.String))) yield return $"{place}: commands is no list of texts.";
        // A parameter may hold what a shell takes for its own.
        if (Scripts.Contains(action) && commands.ValueKind == JsonValueKind.Array && commands.EnumerateArray().Any(command => Reference().IsMatch(command.ToString()))) yield return $"{place}: a value would become a part of a script; write it to a file by CreateFile.";
        if (action == "WebDownload" && !(input.TryGetProperty("checksum", out _) && Text(input, "algorithm") is "SHA256")) yield return $"{place}: what comes from the web has no SHA-256.";
        if (action == "WebDownload" && Text(input, "source")?.StartsWith("http:", StringComparison.Ordinal) == true) yield return $"{place}: it is fetched in clear.";
    }

    private static IEnumerable<string> References(JsonElement document)
    {
        var known = Items(document, "parameters").Concat(Items(document, "constants")).Where(parameter => parameter.ValueKind == JsonValueKind.Object).SelectMany(parameter => parameter.EnumerateObject()).Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        var steps = (from phase in Items(document, "phases") from step in Items(phase, "steps") select $"{Text(phase, "name")}.{Text(step, "name")}").ToHashSet(StringComparer.Ordinal);
        var used = Texts(document).SelectMany(text => Reference().Matches(text)).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        foreach (var name in used.Where(name => !known.Contains(name) && !name.StartsWith("loop.", StringComparison.Ordinal) && !(name.Split('.') is [var phase, var step, "inputs" or "outputs", ..] && steps.Contains($"{phase}.{step}"))))
            yield return $"{{{{ {name} }}}} is neither a parameter nor a step's.";
        foreach (var name in known.Except(used)) yield return $"Parameter {name} is used nowhere.";
    }

    private static IEnumerable<string> Unknown(JsonElement of, string[] known, string place) => of.ValueKind == JsonValueKind.Object
        ? of.EnumerateObject().Select(member => member.Name).Except(known).Select(name => $"{place} has no {name}.")
        : [$"{place} is no object."];

    private static JsonElement.ArrayEnumerator Items(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static string? Text(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Texts(member.Value)),
        _ => [],
    };

    [GeneratedRegex(@"\{\{\s*(?<name>[A-Za-z][\w.:\[\]-]*)\s*\}\}")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_-]{0,126}$")]
    private static partial Regex ParameterName();
}
