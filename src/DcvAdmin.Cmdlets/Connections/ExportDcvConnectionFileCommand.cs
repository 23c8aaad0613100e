using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Loading;
using DcvAdmin.Parameters;
using DcvAdmin.Pipeline;
using DcvAdmin.Reporting;
using DcvAdmin.Tokens;

namespace DcvAdmin.Connections;

/// <summary>Writes a connection file for each token.</summary>
[Cmdlet(VerbsData.Export, "DcvConnectionFile", SupportsShouldProcess = true)]
[OutputType(typeof(DcvConnectionFile))]
public sealed class ExportDcvConnectionFileCommand : ConnectionCmdlet
{
    // By case alone two names differ only on some file systems.
    private readonly Dictionary<string, string> _written = new(StringComparer.OrdinalIgnoreCase);
    private string _path = string.Empty;
    private IConnectionFileWriter? _writer;
    private bool _hasLookedAtFolder;

    /// <summary>A token of New-DcvAuthToken.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public DcvAuthToken InputObject { get; set; } = null!;

    /// <summary>A folder, or a file whose name ends in .dcv.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>The DCV server.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Trimmed]
    public string? HostName { get; set; }

    /// <summary>What the client sends its data over.</summary>
    [Parameter]
    public ConnectionTransport? Transport { get; set; }

    /// <summary>The DCV server's UDP port for QUIC.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    public int? QuicPort { get; set; }

    /// <summary>What the client does with a certificate that its machine does not trust.</summary>
    [Parameter]
    [PSDefaultValue(Help = "Strict")]
    public CertificateValidationPolicy CertificateValidationPolicy { get; set; } = CertificateValidationPolicy.Strict;

    /// <summary>Replaces files that exist.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns an object for each file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override string Activity => "Writing DCV connection files";

    private protected override void Begin()
    {
        base.Begin();
        _path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path, out var provider, out _);
        if (provider.Name != "FileSystem") ThrowTerminatingError(Errors.PathNotFileSystem(Path, provider.Name));
        CheckPath();
        if (CertificateValidationPolicy == CertificateValidationPolicy.AcceptUntrusted)
            WriteWarning("Clients that open these files give the token to whoever answers at the address, without a look at the certificate.");
    }

    private protected override void Process()
    {
        var token = InputObject;
        var request = RequestFor(HostName) with { SessionId = token.SessionId, Token = token.Secret, QuicPort = QuicPort, Transport = Transport };
        if (TargetOf(request, token) is not { } target) return;
        if (ConnectionFile.Check(target) is { Count: > 0 } flaws)
        {
            Refuse(token.Id, flaws);
            return;
        }

        var path = PathFor(token);
        if (Refusal(path, token) is { } refusal)
        {
            WriteError(refusal);
            return;
        }

        if (!ShouldProcess(path.Visible(), $"Write the connection file of user '{token.UserName.Visible()}' for session '{token.SessionId.Visible()}'"))
        {
            if (IsRehearsal) _written[path] = token.Id;
            return;
        }

        if (Write(path, ConnectionFile.Write(target, CertificateValidationPolicy), token) && PassThru) WriteObject(new DcvConnectionFile(path, request.HostName, token));
    }

    /// <summary>A path that no file can have would fail for every token.</summary>
    private void CheckPath()
    {
        try
        {
            _ = System.IO.Path.GetFullPath(_path);
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException or PathTooLongException)
        {
            ThrowTerminatingError(Errors.PathInvalid(Path, failure));
        }
    }

    /// <summary>A path that ends in .dcv names a file, unless a folder has that name.</summary>
    private string PathFor(DcvAuthToken token) =>
        _path.EndsWith(ConnectionFile.Extension, StringComparison.OrdinalIgnoreCase) && !Directory.Exists(_path)
            ? _path
            : System.IO.Path.Combine(_path, ConnectionFileName.Of(token.UserName, token.SessionId, TokenGrantId.Parse(token.Id)));

    /// <summary>What is known to stand in the way before anything is written, also in a rehearsal.</summary>
    private ErrorRecord? Refusal(string path, DcvAuthToken token) =>
        _written.TryGetValue(path, out var writtenId) ? Errors.FileWrittenBefore(path, token.Id, writtenId)
        : !Force && File.Exists(path) ? Errors.FileExists(path, token.Id)
        : null;

    private bool Write(string path, string content, DcvAuthToken token)
    {
        _writer ??= AdapterLoader.Factory.CreateConnectionFileWriter();
        LookAtFolder(_writer, System.IO.Path.GetDirectoryName(path));
        var (isWritten, failure) = Await(path, stop => WriteAsync(_writer, path, content, Force, stop));
        if (isWritten) _written[path] = token.Id;
        else WriteError(failure is null ? Errors.FileExists(path, token.Id) : Errors.FileNotWritten(path, token.Id, failure));
        return isWritten;
    }

    /// <summary>A folder that is made is private. One that others made may let them take files away or put others in their place.</summary>
    private void LookAtFolder(IConnectionFileWriter writer, string? folder)
    {
        if (_hasLookedAtFolder || string.IsNullOrEmpty(folder)) return;
        _hasLookedAtFolder = true;
        if (writer.FlawOf(folder!) is { } flaw) WriteWarning($"The folder {folder.Visible()} {flaw}. The files in it are private, but not safe from being exchanged.");
    }

    /// <summary>What the file system refuses concerns this file alone, so it comes back as a value: the others go on.</summary>
    private static async Task<(bool IsWritten, Exception? Failure)> WriteAsync(IConnectionFileWriter writer, string path, string content, bool replace, CancellationToken stop)
    {
        try
        {
            return (await writer.WriteAsync(path, content, replace, stop).ConfigureAwait(false), null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return (false, failure);
        }
    }
}
