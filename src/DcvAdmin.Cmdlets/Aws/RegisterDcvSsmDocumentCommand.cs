using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Aws.Ssm;
using DcvAdmin.Completion;
using DcvAdmin.Pipeline;

namespace DcvAdmin.Aws;

/// <summary>Puts this module's SSM documents into accounts and regions.</summary>
[Cmdlet(VerbsLifecycle.Register, "DcvSsmDocument", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DcvSsmDocument))]
public sealed class RegisterDcvSsmDocumentCommand : AwsCmdlet
{
    /// <summary>Names of shipped documents, with or without the prefix; wildcards.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SsmDocumentCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>What stands before the documents' names in AWS.</summary>
    [Parameter]
    [ValidatePattern(SsmDocumentPrefix.Pattern)]
    [PSDefaultValue(Help = SsmDocumentPrefix.Default)]
    public string DocumentPrefix { get; set; } = SsmDocumentPrefix.Default;

    /// <summary>Writes each document.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override string Activity => "Registering SSM documents";

    private protected override void Process()
    {
        var regions = Region is { Length: > 0 } named ? string.Join(", ", named) : "the configured region";
        // Asked before any work begins: background work cannot wait for a person.
        Document[] documents =
        [
            .. Chosen().Where(name => ShouldProcess($"SSM document {DocumentPrefix}{name} in {regions}", "Register")).Select(name => new Document(DocumentPrefix + name, ShippedSsmDocuments.Read(name))),
        ];
        if (documents.Length == 0) return;

        var passThru = PassThru.IsPresent;
        InEachRegion(documents, async (wanted, aws, stop) =>
        {
            foreach (var document in wanted) await RegisterAsync(document, aws, passThru, stop).ConfigureAwait(false);
        });
    }

    private async Task RegisterAsync(Document document, IAwsConnection aws, bool passThru, CancellationToken stop)
    {
        try
        {
            var registration = await SsmDocumentRegistration.EnsureAsync(aws.SystemsManager, document.Name, document.Content, stop).ConfigureAwait(false);
            if (passThru) await EmitAsync(new DcvSsmDocument(document.Name, registration, aws.Region, aws.ProfileName)).ConfigureAwait(false);
        }
        // Of these, the next document would meet the same.
        catch (AwsException failure) when (failure.Fault is not (AwsFault.CredentialsRefused or AwsFault.Unavailable or AwsFault.InsecureEndpoint))
        {
            await WriteErrorAsync(failure, $"{document.Name} in {aws.Region}").ConfigureAwait(false);
        }
    }

    private IEnumerable<string> Chosen()
    {
        var shipped = ShippedSsmDocuments.Names;
        var chosen = new HashSet<string>();
        foreach (var text in Name)
        {
            var pattern = new WildcardPattern(text, WildcardOptions.IgnoreCase);
            var matches = shipped.Where(name => pattern.IsMatch(name) || pattern.IsMatch(DocumentPrefix + name)).ToList();
            if (matches.Count == 0) WriteError(Errors.SsmDocumentUnknown(text));
            chosen.UnionWith(matches);
        }

        return shipped.Where(chosen.Contains);
    }

    private sealed record Document(string Name, string Content);
}
