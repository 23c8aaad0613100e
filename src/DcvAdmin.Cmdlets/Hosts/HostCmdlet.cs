using System.Management.Automation;
using System.Threading.Tasks;
using DcvAdmin.Loading;
using DcvAdmin.Parameters;
using DcvAdmin.Pipeline;

namespace DcvAdmin.Hosts;

/// <summary>Base of cmdlets on the settings of a DCV server: this machine's, those in a given file, or those under a given registry key.</summary>
public abstract class HostCmdlet : AsyncCmdlet
{
    /// <summary>A dcv.conf instead of this machine's settings.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [BlankMeansDefault]
    public string? Path { get; set; }

    /// <summary>A registry key instead of this machine's settings.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [BlankMeansDefault]
    public string? Root { get; set; }

    private protected override string Subject => "Host";

    /// <summary>Opens the settings that the parameters name now.</summary>
    private protected OpenHost Open()
    {
        // The binder turns null into an empty text.
        var path = string.IsNullOrEmpty(Path) ? null : ResolveFile(Path!);
        var root = string.IsNullOrEmpty(Root) ? null : Root;
        if (path is not null && root is not null) ThrowTerminatingError(Errors.HostPlaceTwice(root));
        var place = path is null && root is null ? HostPlace.OfThisMachine(System.IO.Path.DirectorySeparatorChar == '\\') : new HostPlace(path, root);
        var configuration = Await((place.File ?? place.RegistryRoot)!, _ => Task.FromResult(AdapterLoader.Factory.OpenHostConfiguration(place)));
        WriteVerbose($"The settings are those of {configuration.Location}.");
        return new OpenHost(configuration, path, root);
    }

    /// <summary>The path of a file that may or may not exist, from a path as it is typed.</summary>
    private protected string ResolveFile(string path)
    {
        var resolved = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        if (provider.Name != "FileSystem") ThrowTerminatingError(Errors.PathNotFileSystem(path, provider.Name));
        return resolved;
    }
}
