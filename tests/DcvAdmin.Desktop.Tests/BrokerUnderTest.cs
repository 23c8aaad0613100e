using System;

namespace DcvAdmin.Desktop.Tests;

/// <summary>The broker that whoever started the program runs beside it.</summary>
internal sealed record BrokerUnderTest(string Address, Uri Verifier, string CredentialFile, string CaFile, string OtherCaFile)
{
    public static BrokerUnderTest? Current { get; private set; }

    public static void Describe(string[] arguments)
    {
        if (arguments.Length > 0) Current = new BrokerUnderTest(arguments[0], new Uri(arguments[1]), arguments[2], arguments[3], arguments[4]);
    }
}
