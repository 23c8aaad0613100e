using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading.Tasks;
using DcvAdmin.Stores;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.Adapters.CrashWriter;

/// <summary>Issues, redeems and revokes until it is killed, and says so after each acknowledgement.</summary>
internal static class EndlessWriter
{
    private const int Workers = 4;

    public static Task RunAsync(SqliteStore store, int seed)
    {
        var issued = new ConcurrentQueue<(TokenGrantId Id, AuthToken Token)>();
        return Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(store, issued, new Random(seed + worker), $"{seed}.{worker}"))));
    }

    private static async Task WorkAsync(SqliteStore store, ConcurrentQueue<(TokenGrantId Id, AuthToken Token)> issued, Random random, string name)
    {
        var tokens = store.Authenticator.AsAdministrator("crash writer");
        for (var step = 0; ; step++)
        {
            // A few tokens are in play at a time, so that workers meet at the same ones.
            while (issued.Count > 12) issued.TryDequeue(out _);
            var known = issued.ToArray();
            switch (known.Length == 0 ? 0 : random.Next(6))
            {
                case 0:
                    var count = random.Next(1, 5);
                    // The label tells how many belong together: a part of a batch can be told from the whole.
                    var batch = $"{name}.{step}/{count}";
                    var requests = Enumerable.Range(0, count).Select(_ => new TokenRequest
                    {
                        SessionId = "console",
                        UserName = $"user {name}",
                        Label = batch,
                        UsePolicy = random.Next(2) == 0 ? TokenUsePolicy.SingleUse : TokenUsePolicy.SingleClient,
                    }).ToArray();
                    var results = await tokens.IssueAsync(requests, default);
                    Say.Line($"issued {batch} {string.Join(' ', results.Select(result => result.Grant!.Id))}");
                    foreach (var result in results) issued.Enqueue((result.Grant!.ToGrantId(), result.Token!));
                    break;

                case 1:
                    var (revoked, _) = known[random.Next(known.Length)];
                    await tokens.RevokeAsync([revoked], default);
                    Say.Line($"revoked {revoked}");
                    break;

                default:
                    var (id, token) = known[random.Next(known.Length)];
                    var address = $"192.0.2.{random.Next(3)}";
                    var answer = await store.Authenticator.VerifyAsync(new VerificationRequest("console", token, ClientAddress.Parse(address)), "10.0.0.5", default);
                    Say.Line(answer.IsGranted ? $"yes {id} {address}" : $"no {id} {address} {answer.Denial}");
                    break;
            }
        }
    }
}
