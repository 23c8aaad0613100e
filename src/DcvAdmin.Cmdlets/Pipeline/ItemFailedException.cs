using System;
using System.Management.Automation;

namespace DcvAdmin.Pipeline;

/// <summary>Ends the work on one object of the pipeline, and no more: it becomes a non-terminating error, and the next object is taken.</summary>
internal sealed class ItemFailedException(ErrorRecord record) : Exception(record.Exception.Message, record.Exception)
{
    public ErrorRecord Record { get; } = record;
}
