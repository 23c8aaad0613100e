using System;
using System.Globalization;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Aws.Ssm;

/// <summary>Brings a document of an account and region to a wanted content: creates it, gives it a new default version, or leaves it alone.</summary>
/// <param name="Version">The default version from now on.</param>
/// <param name="Action">What was necessary.</param>
public sealed record SsmDocumentRegistration(string Version, SsmDocumentAction Action)
{
    /// <summary>Registers a document. Doing it again changes nothing.</summary>
    /// <param name="aws">Where.</param>
    /// <param name="name">The document's name.</param>
    /// <param name="content">The wanted content, JSON.</param>
    /// <param name="cancellationToken">Gives up; a version that was made by then stays.</param>
    /// <exception cref="AwsException">AWS refused, or cannot be reached.</exception>
    public static async Task<SsmDocumentRegistration> EnsureAsync(ISystemsManager aws, string name, string content, CancellationToken cancellationToken)
    {
        if (aws is null) throw new ArgumentNullException(nameof(aws));
        var known = await aws.FindDocumentAsync(name, null, cancellationToken).ConfigureAwait(false);
        if (known is null)
        {
            try
            {
                return new SsmDocumentRegistration(await aws.CreateDocumentAsync(name, content, cancellationToken).ConfigureAwait(false), SsmDocumentAction.Created);
            }
            // Someone else was quicker, or our own request went through and only its answer was lost.
            catch (AwsException failure) when (failure.Fault == AwsFault.Conflict)
            {
                known = await aws.FindDocumentAsync(name, null, cancellationToken).ConfigureAwait(false);
                if (known is null) throw;
            }
        }

        if (HaveSameContent(known.Content, content)) return new SsmDocumentRegistration(known.Version, SsmDocumentAction.Unchanged);

        // A version may hold the content already, where someone chose another one as the default, or a former call ended between its two requests.
        var version = await aws.UpdateDocumentAsync(name, content, cancellationToken).ConfigureAwait(false)
            ?? await FindVersionAsync(aws, name, content, cancellationToken).ConfigureAwait(false);
        await aws.SetDefaultVersionAsync(name, version, cancellationToken).ConfigureAwait(false);
        return new SsmDocumentRegistration(version, SsmDocumentAction.Updated);
    }

    private static async Task<string> FindVersionAsync(ISystemsManager aws, string name, string content, CancellationToken cancellationToken)
    {
        var latest = await aws.FindLatestVersionAsync(name, cancellationToken).ConfigureAwait(false);
        // Which one AWS means it does not say; the newest are the likeliest.
        for (var number = int.TryParse(latest, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0; number > 0; number--)
        {
            var version = number.ToString(CultureInfo.InvariantCulture);
            if (await aws.FindDocumentAsync(name, version, cancellationToken).ConfigureAwait(false) is { } found && HaveSameContent(found.Content, content)) return version;
        }

        throw new AwsException(AwsFault.Conflict, $"AWS has the content of {name} already, but no version shows it.", "Delete the document, and register it again.");
    }

    /// <summary>Whether two JSON texts differ in nothing but blanks and line ends between their tokens: a console that shows a document may lay it out anew.</summary>
    internal static bool HaveSameContent(string one, string other) => string.Equals(WithoutBlanks(one), WithoutBlanks(other), StringComparison.Ordinal);

    private static string WithoutBlanks(string json)
    {
        var bare = new StringBuilder(json.Length);
        var isInText = false;
        for (var i = 0; i < json.Length; i++)
        {
            var c = json[i];
            if (c == '"') isInText = !isInText;
            if (isInText || c is not (' ' or '\t' or '\r' or '\n' or '\uFEFF')) bare.Append(c);
            // An escaped quotation mark ends no text.
            if (isInText && c == '\\' && i + 1 < json.Length) bare.Append(json[++i]);
        }

        return bare.ToString();
    }
}
