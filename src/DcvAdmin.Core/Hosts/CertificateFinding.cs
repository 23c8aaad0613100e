namespace DcvAdmin.Hosts;

/// <summary>What a server showed as its certificate, and what is wrong with it.</summary>
/// <param name="Subject">Whom it names.</param>
/// <param name="Issuer">Who issued it.</param>
/// <param name="Flaw">What is wrong with its chain, its dates or its name, one sentence; null where a strict check passes.</param>
/// <param name="Raw">Its bytes, by which it is recognized.</param>
public sealed record CertificateFinding(string Subject, string Issuer, string? Flaw, byte[] Raw);
