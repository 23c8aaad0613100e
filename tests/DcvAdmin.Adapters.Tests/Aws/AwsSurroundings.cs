using System;
using System.IO;
using System.Linq;

namespace DcvAdmin.Adapters.Tests.Aws;

/// <summary>The SDK reads its credentials from the process's surroundings: tests that ask AWS set them, and form one collection, so that none runs beside another.</summary>
internal sealed class AwsSurroundings : IDisposable
{
    public const string Name = "AWS surroundings";

    private static readonly string[] Variables =
    [
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_EC2_METADATA_DISABLED", "AWS_ENDPOINT_URL_SSM", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL", "AWS_USE_FIPS_ENDPOINT",
        "AWS_USE_DUALSTACK_ENDPOINT", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_ACCOUNT_ID_ENDPOINT_MODE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_PROFILE", "REGIONLIST", "AWS_RETRY_MODE", "AWS_MAX_ATTEMPTS",
        "HOME", "USERPROFILE",
    ];

    private readonly string?[] _before = [.. Variables.Select(Environment.GetEnvironmentVariable)];

    public AwsSurroundings()
    {
        foreach (var variable in Variables) Environment.SetEnvironmentVariable(variable, null);
        // The files of whoever runs the tests are nobody's business here.
        Environment.SetEnvironmentVariable("HOME", Path.Combine(Path.GetTempPath(), "dcvadmin-nobody"));
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "the-secret-key");
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
    }

    public void Dispose()
    {
        for (var i = 0; i < Variables.Length; i++) Environment.SetEnvironmentVariable(Variables[i], _before[i]);
    }
}
