using System;

namespace DcvAdmin.Broker.Hosting;

/// <summary>The broker cannot start; the message is the one sentence the admin reads.</summary>
internal sealed class StartFailure(string message, Exception? innerException = null) : Exception(message, innerException);
