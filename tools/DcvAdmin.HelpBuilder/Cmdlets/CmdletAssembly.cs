using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;

namespace DcvAdmin.HelpBuilder.Cmdlets;

/// <summary>Reads the cmdlets of a compiled assembly out of its metadata.</summary>
internal static class CmdletAssembly
{
    private static readonly string[] EngineParameters = ["WhatIf", "Confirm"];

    /// <summary>The cmdlets in the assembly, by name.</summary>
    public static IReadOnlyList<CmdletShape> Read(string path)
    {
        using var context = new MetadataLoadContext(new PathAssemblyResolver(ReferencesOf(path)));
        var assembly = context.LoadFromAssemblyPath(Path.GetFullPath(path));
        return [.. assembly.GetTypes().Where(type => !type.IsAbstract && type.EngineAttributes("Cmdlet").Any()).Select(ReadCmdlet).OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal)];
    }

    /// <summary>What the assembly refers to lies beside it, beside this program (the engine's reference assembly), or in this program's framework.</summary>
    private static IEnumerable<string> ReferencesOf(string path)
    {
        string[] folders = [Path.GetDirectoryName(Path.GetFullPath(path))!, AppContext.BaseDirectory, Path.GetDirectoryName(typeof(object).Assembly.Location)!];
        return folders.SelectMany(folder => Directory.GetFiles(folder, "*.dll")).DistinctBy(Path.GetFileName).Append(Path.GetFullPath(path)).Distinct();
    }

    private static CmdletShape ReadCmdlet(Type type)
    {
        var cmdlet = type.EngineAttributes("Cmdlet").Single();
        var names = cmdlet.Arguments().Cast<string>().ToArray();
        var supportsShouldProcess = cmdlet.Named<bool>("SupportsShouldProcess");
        var parameters = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.EngineAttributes("Parameter").Any()).Select(ReadParameter);
        return new CmdletShape(names[0], names[1])
        {
            DefaultParameterSet = cmdlet.Named<string>("DefaultParameterSetName"),
            SupportsShouldProcess = supportsShouldProcess,
            OutputTypes = [.. type.EngineAttributes("OutputType").SelectMany(attribute => attribute.Arguments()).Select(NameOf).Distinct()],
            Parameters = [.. parameters, .. supportsShouldProcess ? EngineParameters.Select(ReadEngineParameter) : []],
        };
    }

    private static string NameOf(object? outputType) => outputType is Type type ? type.FullName ?? type.Name : (string)outputType!;

    private static ParameterShape ReadEngineParameter(string name) => new(name, "SwitchParameter", "switch") { IsSwitch = true, IsOfEngine = true, Aliases = [name == "WhatIf" ? "wi" : "cf"] };

    private static ParameterShape ReadParameter(PropertyInfo property)
    {
        var type = TypeText.Unwrapped(property.PropertyType);
        var element = type.IsArray ? type.GetElementType()! : type;
        return new ParameterShape(property.Name, type.Name, TypeText.Short(type))
        {
            Places = [.. property.EngineAttributes("Parameter").Select(ReadPlace)],
            Aliases = [.. property.EngineAttributes("Alias").SelectMany(attribute => attribute.Arguments()).Cast<string>()],
            AllowedValues = element.IsEnum ? [.. NamesOf(element)] : [.. property.EngineAttributes("ValidateSet").SelectMany(attribute => attribute.Arguments()).OfType<string>()],
            IsSwitch = type.FullName == "System.Management.Automation.SwitchParameter",
            IsArray = type.IsArray,
            TakesWildcards = property.EngineAttributes("SupportsWildcards").Any(),
            Default = property.EngineAttributes("PSDefaultValue").Select(attribute => attribute.Named<string>("Help") ?? attribute.Named<object>("Value")?.ToString()).FirstOrDefault(),
        };
    }

    /// <summary>In the order of their numbers, which is the order in which their author wrote them.</summary>
    private static IEnumerable<string> NamesOf(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).OrderBy(field => Convert.ToInt64(field.GetRawConstantValue(), null)).Select(field => field.Name);

    private static ParameterPlace ReadPlace(CustomAttributeData attribute)
    {
        var position = attribute.NamedArguments.Where(argument => argument.MemberName == "Position").Select(argument => (int?)argument.TypedValue.Value).FirstOrDefault();
        return new ParameterPlace(attribute.Named<string>("ParameterSetName") ?? ParameterPlace.AllSets)
        {
            IsMandatory = attribute.Named<bool>("Mandatory"),
            Position = position == int.MinValue ? null : position,
            TakesPipelineObjects = attribute.Named<bool>("ValueFromPipeline"),
            TakesPipelineProperties = attribute.Named<bool>("ValueFromPipelineByPropertyName"),
            TakesRemainingArguments = attribute.Named<bool>("ValueFromRemainingArguments"),
            IsHidden = attribute.Named<bool>("DontShow"),
        };
    }
}
