using System;
using System.Collections.Generic;

namespace DcvAdmin.HelpBuilder.Cmdlets;

/// <summary>Names of types as the engine shows them.</summary>
internal static class TypeText
{
    /// <summary>The engine's accelerators for types that parameters have; any other type is shown by its own name.</summary>
    private static readonly Dictionary<string, string> Accelerators = new(StringComparer.Ordinal)
    {
        ["System.Boolean"] = "bool",
        ["System.Byte"] = "byte",
        ["System.Char"] = "char",
        ["System.Collections.Hashtable"] = "hashtable",
        ["System.DateTime"] = "datetime",
        ["System.Decimal"] = "decimal",
        ["System.Double"] = "double",
        ["System.Guid"] = "guid",
        ["System.Int32"] = "int",
        ["System.Int64"] = "long",
        ["System.Management.Automation.PSCredential"] = "pscredential",
        ["System.Management.Automation.PSObject"] = "psobject",
        ["System.Management.Automation.ScriptBlock"] = "scriptblock",
        ["System.Net.IPAddress"] = "ipaddress",
        ["System.Security.SecureString"] = "securestring",
        ["System.Single"] = "float",
        ["System.String"] = "string",
        ["System.Text.RegularExpressions.Regex"] = "regex",
        ["System.TimeSpan"] = "timespan",
        ["System.Uri"] = "uri",
        ["System.Version"] = "version",
    };

    /// <summary>The type a value of it has: a nullable counts as what it may hold.</summary>
    public static Type Unwrapped(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition().FullName == "System.Nullable`1" ? type.GetGenericArguments()[0] : type;

    public static string Short(Type type) => type.IsArray
        ? Short(type.GetElementType()!) + "[]"
        : Accelerators.TryGetValue(type.FullName ?? type.Name, out var accelerator) ? accelerator : type.Name;
}
