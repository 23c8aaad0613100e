using System;
using System.Threading.Tasks;
using Amazon.Runtime;
using DcvAdmin.Aws;

namespace DcvAdmin.Adapters.Tests.Aws.Signing;

/// <summary>Credentials that were good once and cannot be renewed: not the table's fault, and without the words of whatever renews them.</summary>
[Collection(AwsSurroundings.Name)]
public sealed class CredentialRenewalTests : IDisposable
{
    private readonly AwsSurroundings _surroundings = new();

    public static TheoryData<Exception, AwsFault> Failures => new()
    {
        { new ProcessAWSCredentialException("exited with 1 and said: hidden"), AwsFault.NoCredentials },
        { new InvalidOperationException("the file says hidden"), AwsFault.NoCredentials },
        { new AmazonServiceException("No.", ErrorType.Sender, "AccessDenied", "r-1", System.Net.HttpStatusCode.Forbidden), AwsFault.AccessDenied },
    };

    public void Dispose() => _surroundings.Dispose();

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task A_renewal_that_fails_is_told_as_one(Exception failure, AwsFault fault)
    {
        using var aws = new AwsConnection(new Failing(failure), "eu-west-1", "ops", new AwsAccess { EndpointUrl = new Uri("http://127.0.0.1:9/") }, new SessionAccount());
        using var client = aws.CreateDirectDynamoDbClient(new ServiceClock(() => DateTimeOffset.UtcNow), () => throw new InvalidOperationException("Not asked."));
        var told = await Assert.ThrowsAsync<AwsException>(() => client.CallAsync("GetItem", [], answer => answer, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        Assert.Equal(fault, told.Fault);
        Assert.DoesNotContain("hidden", told.ToString(), StringComparison.Ordinal);
        Assert.Contains(fault == AwsFault.AccessDenied ? "sign-in" : "'ops'", told.Message, StringComparison.Ordinal);
    }

    private sealed class Failing(Exception failure) : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => throw failure;

        public override Task<ImmutableCredentials> GetCredentialsAsync() => Task.FromException<ImmutableCredentials>(failure);
    }
}
