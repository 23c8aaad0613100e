using System;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DcvAdmin.Hosts;

/// <summary>
/// The command that mends a DCV server's verifier, to be pasted into PowerShell. Every value is in single quotes: what stood in a file must not become a command.
/// What only the admin knows is a word in angle brackets.
/// </summary>
/// <param name="place">Parameters that name the settings, with a blank before them; empty for this machine's.</param>
internal sealed class VerifierMend(string place)
{
    public const string AnyVerifier = "https://<broker>:8445/agent/validate-authentication-token";
    public const string AnyNamedAddress = "https://<a name in the certificate>/...";
    public const string AnyCaFile = "<ca.pem of the verifier>";

    private const string Command = "Set-DcvTokenVerifier";
    private const string Restart = " -Restart";

    // Just what this class writes for this machine's settings, and nothing that PowerShell would carry out besides.
    private static readonly Regex Own = new(
        @"\ASet-DcvTokenVerifier(?: -(?:Uri|CaFile) '(?:[^'\u2018\u2019\u201A\u201B\p{C}]|''|\u2018\u2018|\u2019\u2019|\u201A\u201A|\u201B\u201B)*'| -Timeout [0-9]{1,9}s| -NoTlsStrict:\$false)+ -Restart\z",
        RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private static readonly Regex AnyCommand = new(@"\A\s*&?\s*[A-Za-z]+-[A-Za-z]+\b", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>
    /// Puts a place into a command for this machine's settings, which another machine wrote. Anything else that begins like a command is marked as that machine's
    /// words, because it is read beside commands that may be pasted; prose stays as it is.
    /// </summary>
    public static string At(string mend, string place) =>
        Own.IsMatch(mend) ? mend.Insert(mend.Length - Restart.Length, place) : AnyCommand.IsMatch(mend) ? $"The host says, unchecked: {mend}" : mend;

    /// <summary>Set-DcvTokenVerifier with what is given.</summary>
    public string Set(string? address = null, string? caFile = null, bool isStrict = false, TimeSpan? timeout = null)
    {
        var command = new StringBuilder(Command);
        if (address is not null) command.Append(" -Uri ").Append(Quote(address));
        if (caFile is not null) command.Append(" -CaFile ").Append(Quote(caFile));
        if (timeout is { } wait) command.Append(" -Timeout ").Append(wait.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)).Append('s');
        if (isStrict) command.Append(" -NoTlsStrict:$false");
        // Settings elsewhere are those of no server that could be restarted.
        return command.Append(place).Append(place.Length == 0 ? Restart : string.Empty).ToString();
    }

    private static string Quote(string value)
    {
        var quoted = new StringBuilder("'");
        foreach (var c in value)
        {
            // PowerShell takes the quotes of typographers for its own.
            if (c is '\'' or '\u2018' or '\u2019' or '\u201A' or '\u201B') quoted.Append(c);
            quoted.Append(c);
        }

        return quoted.Append('\'').ToString();
    }
}
