namespace DcvAdmin.Reporting;

/// <summary>
/// What every host of the token code logs under the same id and in the same words: admins filter and alert by them, whichever host answered. Ids up to
/// 1499 are given at the broker, which has more of its own, from 1501 on at the functions. An id is never given twice and never changes its meaning.
/// </summary>
public static class TokenEvents
{
    /// <summary>A verification was answered with yes.</summary>
    public const int Granted = 1001;

    /// <summary>The words of <see cref="Granted"/>.</summary>
    public const string GrantedWords = "Yes";

    /// <summary>A verification was answered with no.</summary>
    public const int Denied = 1002;

    /// <summary>The words of <see cref="Denied"/>.</summary>
    public const string DeniedWords = "No";

    /// <summary>A verification was answered with no because of the store.</summary>
    public const int DeniedByFault = 1003;

    /// <summary>The words of <see cref="DeniedByFault"/>.</summary>
    public const string DeniedByFaultWords = "No, because the store cannot do its work";

    /// <summary>One call has issued tokens. How many, each host says in its own words.</summary>
    public const int Issued = 1101;

    /// <summary>A call that is no verification has failed because of the store. What was stored before it failed is known to nobody who called.</summary>
    public const int CallFailed = 1103;

    /// <summary>The words of <see cref="CallFailed"/>, behind what has failed.</summary>
    public const string CallFailedWords = "failed: the store cannot do its work";

    /// <summary>Grants that expired long enough ago were removed. How many, each host says in its own words.</summary>
    public const int Purged = 1104;

    /// <summary>Tokens that stand in clear are honoured too.</summary>
    public const int HonoursPlaintext = 1107;

    /// <summary>The words of <see cref="HonoursPlaintext"/>.</summary>
    public const string HonoursPlaintextWords = "Tokens that stand in clear are honoured too (legacy=plaintext): whoever can read the table can log in; take it away when the last of them has expired";
}
