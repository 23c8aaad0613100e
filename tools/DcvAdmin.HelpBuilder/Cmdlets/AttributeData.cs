using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Reflection;

namespace DcvAdmin.HelpBuilder.Cmdlets;

/// <summary>Reads attributes without making them: the assembly is looked at, never run.</summary>
internal static class AttributeData
{
    private const string Engine = "System.Management.Automation.";

    public static IEnumerable<CustomAttributeData> EngineAttributes(this MemberInfo member, string name) =>
        member.GetCustomAttributesData().Where(attribute => attribute.AttributeType.FullName == Engine + name + "Attribute");

    public static T? Named<T>(this CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.Where(argument => argument.MemberName == name).Select(argument => (T?)argument.TypedValue.Value).FirstOrDefault();

    /// <summary>The arguments of the constructor, those of a params array one by one.</summary>
    public static IEnumerable<object?> Arguments(this CustomAttributeData attribute) =>
        attribute.ConstructorArguments.SelectMany(argument => argument.Value is ReadOnlyCollection<CustomAttributeTypedArgument> many ? many.Select(one => one.Value) : [argument.Value]);
}
