using System;

namespace DcvAdmin.Broker.Tls;

/// <summary>A certificate or key cannot be used; the message says which and what to do.</summary>
internal sealed class CertificateException(string message, Exception? innerException = null) : Exception(message, innerException);
