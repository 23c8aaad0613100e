using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Connections;

/// <summary>Puts connection files where their owner alone can read them.</summary>
public interface IConnectionFileWriter
{
    /// <summary>What makes a folder unfit for secrets, as the end of a sentence; null where nothing does, and where there is none yet.</summary>
    string? FlawOf(string folder);

    /// <summary>
    /// Writes a file, readable by this account alone from its first moment; makes the folder, private too, where it is missing. A file that is replaced is the old one or
    /// the new one, also after a crash; of a new one a crash may leave a part.
    /// </summary>
    /// <param name="path">Absolute path of the file.</param>
    /// <param name="content">What it is to hold.</param>
    /// <param name="replace">Whether it may take the place of another file.</param>
    /// <param name="cancellationToken">Ends the work before it begins.</param>
    /// <returns>False where a file is there already and may not be replaced.</returns>
    /// <exception cref="System.IO.IOException">The file system refuses it.</exception>
    /// <exception cref="System.UnauthorizedAccessException">This account may not write there.</exception>
    Task<bool> WriteAsync(string path, string content, bool replace, CancellationToken cancellationToken);
}
