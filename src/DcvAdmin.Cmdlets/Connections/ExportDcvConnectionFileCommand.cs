using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Loading;
using DcvAdmin.Parameters;
using DcvAdmin.Pipeline;
using DcvAdmin.Tokens;

namespace DcvAdmin.Connections;

/// <summary>Writes a connection file for each token.</summary>
[Cmdlet(VerbsData.Export, "DcvConnectionFile", SupportsShouldProcess = true)]
[OutputType(typeof(DcvConnectionFile))]
public sealed class ExportDcvConnectionFileCommand : ConnectionCmdlet
{
    // By case alone two names differ only on some file systems.
    private readonly HashSet<string> _written = new(StringComparer.OrdinalIgnoreCase);
    private string _path = string.Empty;
    private IConnectionFileWriter? _writer;

    /// <summary>A token of New-DcvAuthToken.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public DcvAuthToken InputObject { get; set; } = null!;

    /// <summary>A folder, or a file whose name ends in .dcv.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>The DCV server.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [BlankMeansDefault]
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
        _path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path, out var provider, out _);
        if (provider.Name != "FileSystem") ThrowTerminatingError(Errors.PathNotFileSystem(Path, provider.Name));
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
        if (!ShouldProcess(path.Visible(), $"Write the connection file of user '{token.UserName.Visible()}' for session '{token.SessionId.Visible()}'")) return;
        if (Write(path, ConnectionFile.Write(target, CertificateValidationPolicy), token) && PassThru) WriteObject(new DcvConnectionFile(path, request.HostName, token));
    }

    /// <summary>A path that ends in .dcv names a file, unless a folder has that name.</summary>
    private string PathFor(DcvAuthToken token) =>
        _path.EndsWith(ConnectionFile.Extension, StringComparison.OrdinalIgnoreCase) && !Directory.Exists(_path)
            ? _path
            : System.IO.Path.Combine(_path, ConnectionFileName.Of(token.UserName, token.SessionId, TokenGrantId.Parse(token.Id)));

    private bool Write(string path, string content, DcvAuthToken token)
    {
        var isOwn = _written.Contains(path);
        var replace = Force && !isOwn;
        _writer ??= AdapterLoader.Factory.CreateConnectionFileWriter();
        var (isWritten, failure) = Await(path, stop => WriteAsync(_writer, path, content, replace, stop));
        if (isWritten) _written.Add(path);
        else WriteError(failure is null ? Errors.FileExists(path, token.Id, isOwn) : Errors.FileNotWritten(path, token.Id, failure));
        return isWritten;
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
