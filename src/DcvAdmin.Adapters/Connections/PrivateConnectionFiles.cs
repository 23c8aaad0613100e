using System.IO;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Files;

namespace DcvAdmin.Connections;

/// <summary>Connection files on the file system.</summary>
internal sealed class PrivateConnectionFiles : IConnectionFileWriter
{
    public string? FlawOf(string folder) => Directory.Exists(folder) ? PrivateFiles.FlawOf(folder) : null;

    public Task<bool> WriteAsync(string path, string content, bool replace, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) PrivateFiles.CreateDirectory(folder);
        if (replace)
        {
            PrivateFiles.WriteAllText(path, content);
            return Task.FromResult(true);
        }

        return Task.FromResult(PrivateFiles.TryWriteNew(path, content));
    }
}
