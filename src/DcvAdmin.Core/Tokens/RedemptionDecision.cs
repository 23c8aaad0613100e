namespace DcvAdmin.Tokens;

/// <summary>What the rules say about one attempt: denied with a reason, granted as it stands, or granted if <see cref="Update"/> is stored first.</summary>
public sealed class RedemptionDecision
{
    private RedemptionDecision(DenialReason? denial, TokenGrant? update)
    {
        Denial = denial;
        Update = update;
    }

    /// <summary>Granted; nothing about the grant changes.</summary>
    public static RedemptionDecision Granted { get; } = new(null, null);

    /// <summary>The reason of a no; null for a yes.</summary>
    public DenialReason? Denial { get; }

    /// <summary>The grant as it must be stored before the yes may leave; null where nothing changes.</summary>
    public TokenGrant? Update { get; }

    /// <summary>True for a yes.</summary>
    public bool IsGranted => Denial is null;

    internal static RedemptionDecision Denied(DenialReason reason) => new(reason, null);

    internal static RedemptionDecision GrantedBy(TokenGrant update) => new(null, update);
}
