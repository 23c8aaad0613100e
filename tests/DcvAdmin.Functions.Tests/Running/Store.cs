using System;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;

namespace DcvAdmin.Functions.Tests.Running;

/// <summary>The store behind the functions of a test, as an admin would look into it.</summary>
internal sealed class Store(string file) : IDisposable
{
    private readonly SqliteStore _store = SqliteStore.Open(StoreUri.Sqlite.AtPath(file), new SqliteOptions(), () => DateTimeOffset.UtcNow, "test");

    public static string UriOf(string file) => StoreUri.Sqlite.AtPath(file).ToString();

    public async Task<string> IssueAsync(string user = "anna", string session = "console", TokenUsePolicy policy = TokenUsePolicy.SingleClient)
    {
        var request = new TokenRequest { SessionId = session, UserName = user, UsePolicy = policy };
        var results = await _store.Authenticator.AsAdministrator("test").IssueAsync([request], TestContext.Current.CancellationToken);
        return results[0].Token!.Reveal();
    }

    public async Task<TokenGrantSummary> GrantAsync(string id)
    {
        var page = await _store.Authenticator.AsAdministrator("test").FindAsync(new TokenFilter { Id = TokenGrantId.Parse(id) }, null, 10, TestContext.Current.CancellationToken);
        return Assert.Single(page.Items);
    }

    public async Task<Page<AuditRecord>> RecordsAsync() => await _store.Audit.ReadAsync(null, 1000, TestContext.Current.CancellationToken);

    public void Dispose() => _store.Dispose();
}
