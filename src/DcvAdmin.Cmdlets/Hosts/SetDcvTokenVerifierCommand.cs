using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using DcvAdmin.Completion;
using DcvAdmin.Parameters;
using DcvAdmin.Pipeline;
using DcvAdmin.Reporting;

namespace DcvAdmin.Hosts;

/// <summary>Sets whom a DCV server asks about connection tokens.</summary>
[Cmdlet(VerbsCommon.Set, "DcvTokenVerifier", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DcvTokenVerifier))]
public sealed class SetDcvTokenVerifierCommand : HostChangeCmdlet
{
    // On whichever system the host runs.
    private static readonly Regex Absolute = new(@"^(?:/|[A-Za-z]:\\|\\\\[^\\])", RegexOptions.CultureInvariant);

    /// <summary>The verifier.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [UriTransformation]
    public Uri? Uri { get; set; }

    /// <summary>How long the DCV server waits for it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [DurationTransformation]
    [ArgumentCompleter(typeof(VerifierTimeoutCompleter))]
    public TimeSpan? Timeout { get; set; }

    /// <summary>PEM file with the authorities that the DCV server is to trust.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [BlankMeansDefault]
    public string? CaFile { get; set; }

    /// <summary>Turns off the strict check of the verifier's certificate. Never taken from the pipeline.</summary>
    [Parameter]
    public SwitchParameter NoTlsStrict { get; set; }

    /// <summary>Permits a verifier address that is plain http and not on this machine.</summary>
    [Parameter]
    public SwitchParameter AllowInsecureHttp { get; set; }

    // Objects of Get-DcvTokenVerifier carry defaults: what is piped back must not be written for the sake of it.
    private protected override bool TakesDefaultAsSet => true;

    private protected override string Activity => "Setting token verifiers";

    private protected override void Begin()
    {
        base.Begin();
        // Leaving it as it is and taking it out are different things, and an empty variable says neither.
        if (MyInvocation.BoundParameters.TryGetValue(nameof(CaFile), out var typed) && string.IsNullOrEmpty((string?)typed)) ThrowTerminatingError(Errors.CaFileBlank());
    }

    private protected override void Process()
    {
        var changes = new List<SettingChange>();
        if (Uri is not null) changes.Add(To(HostSettings.AuthTokenVerifier, Permitted(Uri).OriginalString));
        if (Timeout <= TimeSpan.Zero) throw new ItemFailedException(Errors.HostSettingInvalid(HostSettings.AuthTokenVerifierTimeout.Section, HostSettings.AuthTokenVerifierTimeout.Name, "A wait is longer than no time."));
        if (Timeout is { } timeout) changes.Add(To(HostSettings.AuthTokenVerifierTimeout, Seconds(timeout)));
        if (MyInvocation.BoundParameters.ContainsKey(nameof(NoTlsStrict))) changes.Add(To(HostSettings.NoTlsStrict, NoTlsStrict.IsPresent));
        var isCaFileGiven = !string.IsNullOrEmpty(CaFile);
        if (changes.Count == 0 && !isCaFileGiven) throw new ItemFailedException(Errors.NothingToSet());
        if (IsForInstances())
        {
            // What is worth a warning is so on each host, and comes back from there.
            if (isCaFileGiven) changes.Add(To(HostSettings.CaFile, OnHost(CaFile!)));
            ChangeInstances(new InstanceCommand("SetTokenVerifier", Parameters(changes)), changes);
            return;
        }

        WarnOfRisks(changes);
        var host = Open();
        if (isCaFileGiven) changes.Add(To(HostSettings.CaFile, Certificates(CaFile!, host)));
        if (Change(host, changes) is not { } settings) return;
        var verifier = new DcvTokenVerifier(host.Origin, settings);
        if (!verifier.IsSet) WriteWarning($"No verifier is set in {host.Location}, so that these settings have no effect. Name one with -Uri.");
        if (PassThru) WriteObject(verifier);
    }

    private protected override Task TakeAsync(HostReport report, HostOrigin origin, string typed) =>
        PassThru ? EmitAsync(new DcvTokenVerifier(origin, report.Settings!)) : Task.CompletedTask;

    /// <summary>The changes as the document's parameters. What it is not handed it leaves as it is.</summary>
    private Dictionary<string, string> Parameters(IEnumerable<SettingChange> changes)
    {
        var parameters = new Dictionary<string, string>();
        foreach (var change in changes) parameters[ParameterOf(change)] = change.Value!.ToString();
        if (AllowInsecureHttp) parameters[nameof(AllowInsecureHttp)] = "true";
        return parameters;
    }

    private static string ParameterOf(SettingChange change) =>
        change.Name == HostSettings.AuthTokenVerifier.Name ? nameof(Uri)
        : change.Name == HostSettings.AuthTokenVerifierTimeout.Name ? nameof(Timeout)
        : change.Name == HostSettings.CaFile.Name ? nameof(CaFile) : nameof(NoTlsStrict);

    private static SettingChange To(HostSetting setting, object input) => setting.TryRead(input, out var value, out var flaw)
        ? new SettingChange(setting.Section, setting.Name, value)
        : throw new ItemFailedException(Errors.HostSettingInvalid(setting.Section, setting.Name, flaw));

    private Uri Permitted(Uri verifier) =>
        !VerifierAddress.IsInsecure(verifier.OriginalString) || AllowInsecureHttp ? verifier : throw new ItemFailedException(Errors.VerifierInsecure(verifier));

    // The setting has whole seconds; rounding up keeps a wait from becoming none.
    private static string Seconds(TimeSpan duration) => Math.Ceiling(duration.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);

    private string Certificates(string path, OpenHost host)
    {
        // Piped back from where it stands already; that it is missing is for Test-DcvTokenVerifier to say.
        if (TokenVerifierSettings.Of(AwaitForOne(host.Location, host.Configuration.ReadAsync)).CaFile == path) return path;
        var file = ResolveFile(path);
        if (!File.Exists(file)) throw new ItemFailedException(Errors.FileNotFound(file));
        if (PemFile.TryRead(file) is not { } bundle) throw new ItemFailedException(Errors.CaFileInvalid(file));
        foreach (var doubt in bundle.DoubtsAt(DateTimeOffset.UtcNow)) WriteWarning($"{file}: {doubt}".Visible());
        return file;
    }

    private static string OnHost(string path) => Absolute.IsMatch(path) ? path : throw new ItemFailedException(Errors.CaFileRelative(path));
}
