namespace DcvAdmin.Connections;

/// <summary>What the native client does with a server certificate that its machine does not trust.</summary>
public enum CertificateValidationPolicy
{
    /// <summary>It does not connect.</summary>
    Strict = 0,

    /// <summary>It asks its user; the client's own default.</summary>
    AskUser = 1,

    /// <summary>It connects to whoever answers, and gives him the token.</summary>
    AcceptUntrusted = 2,
}
