namespace DcvAdmin.Reporting;

/// <summary>What every host of the portal logs under the same id and in the same words; see <see cref="TokenEvents"/>.</summary>
public static class PortalEvents
{
    /// <summary>The keys of the tokens' issuer could not be fetched.</summary>
    public const int KeysNotFetched = 1351;

    /// <summary>The words of <see cref="KeysNotFetched"/>.</summary>
    public const string KeysNotFetchedWords = "The keys of the tokens' issuer could not be fetched";

    /// <summary>A token was refused.</summary>
    public const int TokenRefused = 1352;

    /// <summary>The words of <see cref="TokenRefused"/>.</summary>
    public const string TokenRefusedWords = "A portal token was refused";

    /// <summary>Somebody may not do what they asked for.</summary>
    public const int Forbidden = 1353;

    /// <summary>The words of <see cref="Forbidden"/>.</summary>
    public const string ForbiddenWords = "A portal request is forbidden";

    /// <summary>AWS took an action.</summary>
    public const int Acted = 1354;

    /// <summary>The words of <see cref="Acted"/>.</summary>
    public const string ActedWords = "An action on a WorkSpace was taken";

    /// <summary>A request could not be carried out.</summary>
    public const int Failed = 1355;

    /// <summary>The words of <see cref="Failed"/>.</summary>
    public const string FailedWords = "A portal request failed";

    /// <summary>A region could not be read.</summary>
    public const int RegionUnreadable = 1356;

    /// <summary>The words of <see cref="RegionUnreadable"/>.</summary>
    public const string RegionUnreadableWords = "A region could not be read; nothing of it was removed";

    /// <summary>Regions were read, and the inventory is up to date. How many, each host says in its own words.</summary>
    public const int InventoryUpdated = 1357;
}
