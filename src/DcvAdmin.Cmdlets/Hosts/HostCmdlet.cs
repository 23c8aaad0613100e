using System;
using System.Management.Automation;
using System.Threading.Tasks;
using DcvAdmin.Loading;
using DcvAdmin.Parameters;
using DcvAdmin.Pipeline;

namespace DcvAdmin.Hosts;

/// <summary>Base of cmdlets on the settings of a DCV server: this machine's, those in a given file or under a given registry key, or those of instances.</summary>
public abstract class HostCmdlet : InstanceCmdlet
{
    /// <summary>A dcv.conf instead of this machine's settings.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [NotBlank]
    public string? Path { get; set; }

    /// <summary>A registry key instead of this machine's settings.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [NotBlank]
    public string? Root { get; set; }

    /// <summary>Where the settings are, as this module's own objects say it: what they leave empty besides is meant so.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Location { get; set; }

    private protected override void Begin()
    {
        // What is bound by now was typed. A variable that holds nothing must not turn a file or an instance into this machine.
        foreach (var name in new[] { nameof(Path), nameof(Root), nameof(InstanceId) })
        {
            if (IsBlank(name)) ThrowTerminatingError(Errors.PlaceBlank(name));
        }
    }

    private static HostPlace OwnPlace => HostPlace.OfThisMachine(System.IO.Path.DirectorySeparatorChar == '\\');

    private static bool IsOwn(string? location) => !string.IsNullOrEmpty(location) && location == (OwnPlace.File ?? OwnPlace.RegistryRoot);

    private bool IsBlank(string name) => MyInvocation.BoundParameters.TryGetValue(name, out var value) && value is null or "" or string[] { Length: 0 };

    /// <summary>Whether the parameters name instances now, and not this machine, a file or a registry key.</summary>
    private protected bool IsForInstances()
    {
        if (InstanceId is { Length: > 0 })
        {
            if (!string.IsNullOrEmpty(Path)) throw new ItemFailedException(Errors.HostPlaceTwice(nameof(InstanceId), nameof(Path), Path!));
            if (!string.IsNullOrEmpty(Root)) throw new ItemFailedException(Errors.HostPlaceTwice(nameof(InstanceId), nameof(Root), Root!));
            return true;
        }

        // A row that has the column and nothing in it, such as one of Select-Object with a misspelled property.
        // Only what says that this machine's settings are meant, as this module's own objects do, may name nothing.
        if (string.IsNullOrEmpty(Path) && string.IsNullOrEmpty(Root) && !IsOwn(Location))
        {
            foreach (var name in new[] { nameof(InstanceId), nameof(Path), nameof(Root) })
            {
                if (IsBlank(name)) throw new ItemFailedException(Errors.PlaceBlank(name));
            }
        }

        // Whoever names a region means another machine than this one.
        if (NamedRegion is not null) throw new ItemFailedException(Errors.InstanceIdMissing(nameof(Region), Region!));
        if (NamedProfile is not null) throw new ItemFailedException(Errors.InstanceIdMissing(nameof(ProfileName), ProfileName!));
        if (EndpointUrl is not null) throw new ItemFailedException(Errors.InstanceIdMissing(nameof(EndpointUrl), EndpointUrl.AbsoluteUri));
        return false;
    }

    private protected override bool Answers(HostReport report) => report.Settings is not null;

    /// <summary>Opens the settings that the parameters name now.</summary>
    private protected OpenHost Open()
    {
        // The binder turns null into an empty text.
        var path = string.IsNullOrEmpty(Path) ? null : ResolveFile(Path!);
        var root = string.IsNullOrEmpty(Root) ? null : Root;
        if (path is not null && root is not null) throw new ItemFailedException(Errors.HostPlaceTwice(nameof(Path), nameof(Root), root));
        var place = path is null && root is null ? OwnPlace : new HostPlace(path, root);
        var configuration = AwaitForOne((place.File ?? place.RegistryRoot)!, _ => Task.FromResult(AdapterLoader.Factory.OpenHostConfiguration(place)));
        WriteVerbose($"The settings are those of {configuration.Location}.");
        return new OpenHost(configuration, path, root, IsThisMachine: place == OwnPlace);
    }

    /// <summary>The path of a file that may or may not exist, from a path as it is typed.</summary>
    private protected string ResolveFile(string path)
    {
        string resolved;
        ProviderInfo provider;
        try
        {
            if (path.IndexOf('\0') >= 0) throw new PSArgumentException("It holds a NUL character.");
            resolved = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _);
        }
        catch (Exception failure) when (failure is SessionStateException or ArgumentException or NotSupportedException)
        {
            throw new ItemFailedException(Errors.PathInvalid(path, failure));
        }

        if (provider.Name != "FileSystem") throw new ItemFailedException(Errors.PathNotFileSystem(path, provider.Name));
        return resolved;
    }
}
