using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.Adapters.CrashWriter;

/// <summary>Redeems the tokens it is told, a few at once for each line of its input, and says which got a yes.</summary>
internal static class RacingRedeemer
{
    private const int AtOnce = 4;

    public static async Task<int> RunAsync(string path, string address)
    {
        var tokens = new List<AuthToken>();
        while (await Console.In.ReadLineAsync() is { Length: > 0 } line) tokens.Add(AuthToken.FromText(line));

        using var store = SqliteStore.Open(StoreUri.Sqlite.AtPath(path), new SqliteOptions(), () => DateTimeOffset.UtcNow, "racing redeemer");
        Say.Line("opened");
        foreach (var together in tokens.Chunk(AtOnce))
        {
            await Console.In.ReadLineAsync();
            await Task.WhenAll(together.Select(async token =>
            {
                var answer = await store.Authenticator.VerifyAsync(new VerificationRequest("console", token, ClientAddress.Parse(address)), address, default);
                Say.Line(answer.IsGranted ? $"yes {answer.GrantId}" : $"no {answer.GrantId} {answer.Denial}");
            }));
        }

        return 0;
    }
}
