using System;
using System.Collections.Generic;

namespace DcvAdmin.Hosts;

/// <summary>How this module speaks with its documents: what it reads from their output, and what it hands them.</summary>
public interface IHostReports
{
    /// <summary>Reads what a document printed. The text is another machine's: it is taken apart with suspicion, and members that are not known are skipped.</summary>
    /// <exception cref="FormatException">It is no report of this version; the message says why, and quotes nothing of it.</exception>
    HostReport Read(string output);

    /// <summary>Writes changes as the parameter Settings of the document SetHostConfiguration takes them: UTF-8 JSON in base64.</summary>
    string Write(IReadOnlyList<SettingChange> changes);
}
