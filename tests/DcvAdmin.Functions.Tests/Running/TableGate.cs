namespace DcvAdmin.Functions.Tests.Running;

/// <summary>What becomes of a request to a table.</summary>
public enum TableGate
{
    IsOpen,
    Throttles,
    Fails,
    IsSilent,
    Disconnects,
}
