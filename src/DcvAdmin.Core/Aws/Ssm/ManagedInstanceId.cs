using System.Text.RegularExpressions;

namespace DcvAdmin.Aws.Ssm;

/// <summary>Ids of what Systems Manager manages: EC2 instances, and machines that were activated (AWS Systems Manager API Reference, SendCommand, InstanceIds).</summary>
public static class ManagedInstanceId
{
    private const string Form = "(?:i-(?:[0-9a-f]{17}|[0-9a-f]{8})|mi-[0-9a-f]{17})";

    private static readonly Regex Whole = new($"^{Form}\\z", RegexOptions.CultureInvariant);
    private static readonly Regex Within = new($"(?<![0-9A-Za-z-]){Form}(?![0-9A-Za-z-])", RegexOptions.CultureInvariant);

    /// <summary>Reads an id as an admin writes it; case and surrounding blanks do not count.</summary>
    /// <param name="text">For example <c>i-0123456789abcdef0</c>.</param>
    /// <param name="id">The id in lower case.</param>
    public static bool TryParse(string? text, out string id)
    {
        id = text?.Trim().ToLowerInvariant() ?? string.Empty;
        return Whole.IsMatch(id);
    }

    /// <summary>The ids that a sentence names.</summary>
    public static string[] FindIn(string? sentence)
    {
        var found = Within.Matches(sentence ?? string.Empty);
        var ids = new string[found.Count];
        for (var i = 0; i < ids.Length; i++) ids[i] = found[i].Value;
        return ids;
    }
}
