namespace DcvAdmin.Diagnosis;

/// <summary>Where the way to a server ended.</summary>
public enum ProbeFault
{
    /// <summary>Its name has no address.</summary>
    NameUnknown = 1,

    /// <summary>No address of it takes connections on the port.</summary>
    NotReached = 2,

    /// <summary>It takes connections, but no TLS handshake was made.</summary>
    NoHandshake = 3,

    /// <summary>It does not answer as a web server does.</summary>
    NoWebAnswer = 4,

    /// <summary>The file of authorities cannot be read as PEM certificates, which is no fault of the server.</summary>
    NoAuthorities = 5,
}
