using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace DcvAdmin.Completion;

/// <summary>Profiles of the AWS configuration and credentials files (AWS SDKs and Tools Reference Guide, "Shared config and credentials files").</summary>
internal sealed class ProfileNameCompleter : ValueCompleter
{
    private const string ProfilePrefix = "profile ";

    private protected override IEnumerable<Offer> Offer(IDictionary boundParameters)
    {
        var home = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".aws");
        var configuration = Environment.GetEnvironmentVariable("AWS_CONFIG_FILE") is { Length: > 0 } named ? named : Path.Combine(home, "config");
        var credentials = Environment.GetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE") is { Length: > 0 } other ? other : Path.Combine(home, "credentials");
        return Sections(configuration).Select(OfConfiguration).OfType<string>()
            .Concat(Sections(credentials))
            .Distinct(StringComparer.Ordinal)
            .OrderBy(name => name, StringComparer.OrdinalIgnoreCase)
            .Select(name => new Offer(name, $"AWS profile {name}"));
    }

    /// <summary>Sections of the configuration are named [default] and [profile NAME]; others, such as [sso-session NAME], are no profiles.</summary>
    private static string? OfConfiguration(string section) =>
        section == "default" ? section : section.StartsWith(ProfilePrefix, StringComparison.Ordinal) ? section.Substring(ProfilePrefix.Length).Trim() : null;

    private static string[] Sections(string file)
    {
        try
        {
            return File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 2 && line[0] == '[' && line[line.Length - 1] == ']')
                .Select(line => line.Substring(1, line.Length - 2).Trim()).ToArray();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // Nothing to offer; the cmdlet says what is wrong when it needs the file.
            return [];
        }
    }
}
