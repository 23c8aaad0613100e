namespace DcvAdmin.Functions.Hosting;

/// <summary>What this process ends with: the broker's codes.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    public const int Failed = 1;

    public const int WrongUsage = 2;
}
