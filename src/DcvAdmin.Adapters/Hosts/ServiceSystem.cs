namespace DcvAdmin.Hosts;

/// <summary>What runs the services of a machine.</summary>
internal enum ServiceSystem
{
    Other = 0,
    Systemd = 1,
    Windows = 2,
}
