using System;

namespace DcvAdmin.Functions.Runtime;

/// <summary>A function cannot start, or cannot answer, for a reason that may be told to whoever invoked it.</summary>
/// <param name="errorType">The type Lambda counts it under.</param>
/// <param name="message">What is wrong and what to do.</param>
internal sealed class FunctionException(string errorType, string message) : Exception(message)
{
    public string ErrorType { get; } = errorType;
}
