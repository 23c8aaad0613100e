using System;

namespace DcvAdmin.Loading;

/// <summary>The module's own files are missing or damaged.</summary>
internal sealed class AdapterLoadException(string message, Exception? innerException) : Exception(message, innerException);
