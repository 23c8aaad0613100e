using System;

namespace DcvAdmin.Bench;

/// <summary>The run cannot go on, or measured something that is not so: a wrong answer, for example.</summary>
internal sealed class BenchException(string message, Exception? inner = null) : Exception(message, inner);
