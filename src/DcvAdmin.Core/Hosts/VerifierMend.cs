using System;
using System.Globalization;
using System.Text;

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

    /// <summary>Puts a place into a command for this machine's settings; leaves any other text as it is.</summary>
    public static string At(string mend, string place) =>
        mend.StartsWith(Command + " ", StringComparison.Ordinal) && mend.EndsWith(Restart, StringComparison.Ordinal) ? mend.Insert(mend.Length - Restart.Length, place) : mend;

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
