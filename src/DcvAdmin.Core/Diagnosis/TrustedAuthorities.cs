using System;
using System.Collections.Generic;

namespace DcvAdmin.Diagnosis;

/// <summary>The authorities that count when a certificate is judged.</summary>
public sealed record TrustedAuthorities
{
    private TrustedAuthorities(IReadOnlyList<byte[]> certificates, bool includesMachine) => (Certificates, IncludesMachine) = (certificates, includesMachine);

    /// <summary>Those in the trust store of this machine.</summary>
    public static TrustedAuthorities OfMachine { get; } = new([], includesMachine: true);

    /// <summary>Authorities by their certificates (DER), and no others.</summary>
    public IReadOnlyList<byte[]> Certificates { get; }

    /// <summary>Whether those in the trust store of this machine count, too.</summary>
    public bool IncludesMachine { get; }

    /// <summary>These alone, whatever the machine trusts.</summary>
    public static TrustedAuthorities Only(IReadOnlyList<byte[]> certificates) => new(certificates ?? throw new ArgumentNullException(nameof(certificates)), includesMachine: false);

    /// <summary>These, and those in the trust store of this machine.</summary>
    public static TrustedAuthorities OfMachineAnd(IReadOnlyList<byte[]> certificates) => new(certificates ?? throw new ArgumentNullException(nameof(certificates)), includesMachine: true);
}
