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

namespace DcvAdmin.Hosts;

/// <summary>Sets whom a DCV server asks about connection tokens.</summary>
[Cmdlet(VerbsCommon.Set, "DcvTokenVerifier", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DcvTokenVerifier))]
public sealed class SetDcvTokenVerifierCommand : HostChangeCmdlet
{
    // On whichever system the host runs.
    private static readonly Regex Absolute = new(@"^(?:/|[A-Za-z]:\\)", RegexOptions.CultureInvariant);

    /// <summary>The verifier.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [UriTransformation]
    public Uri? Uri { get; set; }

    /// <summary>How long the DCV server waits for it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [DurationTransformation]
    [ArgumentCompleter(typeof(DurationCompleter))]
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

    private protected override void Process()
    {
        var areInstances = IsForInstances();
        var changes = new List<SettingChange>();
        if (Uri is not null) changes.Add(To(HostSettings.AuthTokenVerifier, Permitted(Uri, areInstances).AbsoluteUri));
        if (Timeout is { } timeout) changes.Add(To(HostSettings.AuthTokenVerifierTimeout, Seconds(timeout)));
        if (!string.IsNullOrEmpty(CaFile)) changes.Add(To(HostSettings.CaFile, areInstances ? OnHost(CaFile!) : Certificates(CaFile!)));
        if (MyInvocation.BoundParameters.ContainsKey(nameof(NoTlsStrict))) changes.Add(To(HostSettings.NoTlsStrict, NoTlsStrict.IsPresent));
        if (areInstances)
        {
            if (changes.Count > 0) ChangeInstances(new InstanceCommand("SetTokenVerifier", Parameters(changes)), changes);
            return;
        }

        if (NoTlsStrict) WriteWarning("With no-tls-strict the DCV server cannot tell the verifier from an impostor, who could let anybody in. -CaFile makes it needless.");
        var host = Open();
        if (Change(host, changes) is not { } settings) return;
        var verifier = new DcvTokenVerifier(host.Origin, settings);
        if (!verifier.IsSet && changes.Count > 0) WriteWarning($"No verifier is set in {host.Location}, so that these settings have no effect. Name one with -Uri.");
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

    private SettingChange To(HostSetting setting, object input)
    {
        if (!setting.TryRead(input, out var value, out var flaw)) ThrowTerminatingError(Errors.HostSettingInvalid(setting.Section, setting.Name, flaw));
        return new SettingChange(setting.Section, setting.Name, value);
    }

    // What warns here warns on each host as well, and comes back from there.
    private Uri Permitted(Uri verifier, bool areInstances)
    {
        if (verifier.Scheme != Uri.UriSchemeHttp || verifier.IsLoopback) return verifier;
        if (!AllowInsecureHttp) ThrowTerminatingError(Errors.VerifierInsecure(verifier));
        if (!areInstances) WriteWarning($"Tokens will go to {verifier.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)} without encryption.");
        return verifier;
    }

    // The setting has whole seconds; rounding up keeps a wait from becoming none.
    private static string Seconds(TimeSpan duration) => Math.Ceiling(duration.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);

    private string Certificates(string path)
    {
        var file = ResolveFile(path);
        if (!File.Exists(file)) ThrowTerminatingError(Errors.FileNotFound(file));
        if (!PemFile.HoldsCertificates(file)) ThrowTerminatingError(Errors.CaFileInvalid(file));
        return file;
    }

    private string OnHost(string path)
    {
        if (!Absolute.IsMatch(path)) ThrowTerminatingError(Errors.CaFileRelative(path));
        return path;
    }
}
