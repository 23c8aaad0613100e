using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Workspaces;

/// <summary>
/// Takes what a survey reads, as it is read. Several regions call at once; of one region, each call comes after the one before has ended. A region is read ahead by one
/// page at most, so a reader that takes its time holds the reading back. What it throws ends the whole survey.
/// </summary>
public interface ISurveyReader
{
    /// <summary>Takes WorkSpaces of one page that are meant; never none.</summary>
    Task TakeAsync(WorkspacePlace place, IReadOnlyList<DcvWorkspace> workspaces, CancellationToken cancellationToken);

    /// <summary>Takes how the reading of a region ended; nothing else comes of it then.</summary>
    Task EndAsync(RegionReading reading, CancellationToken cancellationToken);
}
