using System;
using System.IO;
using System.Linq;

namespace DcvAdmin.Terraform.Tests.Running;

/// <summary>Programs of others, as they are found on this machine.</summary>
internal static class Tool
{
    /// <summary>The path of a program: what the variable names, or else what is on PATH; null where there is none.</summary>
    public static string? Find(string name, string? variable = null)
    {
        if (variable is not null && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named) return named;
        string[] files = OperatingSystem.IsWindows() ? [name + ".exe", name + ".cmd"] : [name];
        return (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Where(folder => folder.Length > 0)
            .SelectMany(folder => files.Select(file => Path.Combine(folder, file))).FirstOrDefault(File.Exists);
    }

    /// <summary>The path of a program; the test is skipped, saying so, where there is none.</summary>
    public static string Need(string name, string how, string? variable = null)
    {
        var path = Find(name, variable);
        Assert.SkipWhen(path is null, $"{name} is not on PATH: {how}");
        return path!;
    }
}
