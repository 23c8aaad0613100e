using System;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Loading;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.Desktop.Tests.Tokens;

/// <summary>The clients on a real broker, over HTTPS.</summary>
public sealed class BrokerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_is_issued_verified_listed_and_revoked()
    {
        var broker = Broker();
        using var store = await OpenAsync(broker, broker.CaFile);
        var verifier = AdapterLoader.Factory.CreateVerifierClient(broker.CaFile);

        var issued = (await store.Tokens.IssueAsync([new TokenRequest { SessionId = "console", UserName = @"CORP\Jürgen <&>", Label = "desktop" }], Cancel)).Single();
        var question = new VerificationRequest("console", issued.Token!, ClientAddress.Parse("192.0.2.7"));
        Assert.True((await store.Tokens.TestAsync(question, Cancel)).IsGranted);
        var yes = await verifier.VerifyAsync(broker.Verifier, question, Cancel);
        Assert.Equal((true, @"CORP\Jürgen <&>"), (yes.IsGranted, yes.Text));

        var listed = (await store.Tokens.FindAsync(new TokenFilter { Label = "DESKTOP" }, null, 10, Cancel)).Items.Single();
        Assert.Equal("192.0.2.7", listed.BoundClientAddress);
        Assert.Equal(RevocationOutcome.Revoked, (await store.Tokens.RevokeAsync([listed.ToGrantId()], Cancel)).Single().Outcome);
        Assert.False((await verifier.VerifyAsync(broker.Verifier, question, Cancel)).IsGranted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_certificate_of_an_unknown_authority_is_refused(bool namesAnother)
    {
        var broker = Broker();
        var caFile = namesAnother ? broker.OtherCaFile : null;
        var question = new VerificationRequest("console", AuthToken.FromText("never issued by anyone"), ClientAddress.Parse(null));

        var byVerifier = await Assert.ThrowsAsync<StoreException>(() => AdapterLoader.Factory.CreateVerifierClient(caFile).VerifyAsync(broker.Verifier, question, Cancel));
        using var store = await OpenAsync(broker, caFile, withCredential: true);
        var byStore = await Assert.ThrowsAsync<StoreException>(() => store.Tokens.FindAsync(new TokenFilter(), null, 10, Cancel));

        Assert.All([byVerifier, byStore], refusal => Assert.Equal(StoreFault.Unavailable, refusal.Fault));
        Assert.All([byVerifier, byStore], refusal => Assert.Contains("certificate", refusal.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_script_that_trusts_everyone_does_not_make_the_module_do_so(bool namesAnother)
    {
        var broker = Broker();
        var before = ServicePointManager.ServerCertificateValidationCallback;
#pragma warning disable CA5359 // The very thing that scripts do and the module must not mind.
        ServicePointManager.ServerCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        try
        {
            var question = new VerificationRequest("console", AuthToken.FromText("never issued by anyone"), ClientAddress.Parse(null));
            var verifier = AdapterLoader.Factory.CreateVerifierClient(namesAnother ? broker.OtherCaFile : null);
            var refusal = await Assert.ThrowsAsync<StoreException>(() => verifier.VerifyAsync(broker.Verifier, question, Cancel));
            Assert.Contains("certificate", refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            ServicePointManager.ServerCertificateValidationCallback = before;
        }
    }

    private static Task<IStoreConnection> OpenAsync(BrokerUnderTest broker, string? caFile, bool withCredential = false) => AdapterLoader.Factory.OpenStoreAsync(
        StoreUri.Parse(broker.Address),
        // The credential file names the right authority, too: without it, only the one given here counts.
        new StoreAccess { Actor = "desktop", CaFile = caFile, CredentialFile = withCredential ? null : broker.CredentialFile, Credential = withCredential ? new NetworkCredential("id", "secret") : null },
        Cancel);

    private static BrokerUnderTest Broker()
    {
        Assert.SkipWhen(BrokerUnderTest.Current is null, "No broker was named.");
        return BrokerUnderTest.Current!;
    }
}
