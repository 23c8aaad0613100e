using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Processes;

/// <summary>Runs other programs, each argument by itself: nothing is ever read by a shell.</summary>
internal interface IProcessRunner
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Its absolute path; <see cref="ProgramFolders"/> finds it.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="limit">How long it may take; it is killed then, and also when the token is cancelled.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What became of it; null where there is no such program.</returns>
    /// <exception cref="TimeoutException">It took too long.</exception>
    /// <exception cref="UnauthorizedAccessException">This account may not run it.</exception>
    /// <exception cref="System.IO.IOException">It is no program.</exception>
    Task<ProcessOutcome?> RunAsync(string program, IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken cancellationToken);
}
