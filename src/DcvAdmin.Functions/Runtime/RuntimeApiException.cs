using System;

namespace DcvAdmin.Functions.Runtime;

/// <summary>The sandbox cannot be worked with: the process ends, and Lambda starts another.</summary>
internal sealed class RuntimeApiException(string message, Exception? innerException = null) : Exception(message, innerException);
