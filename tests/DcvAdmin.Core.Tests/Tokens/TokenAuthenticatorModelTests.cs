using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;
using DcvAdmin.Audit;
using DcvAdmin.Core.Tests.Properties;
using DcvAdmin.Time;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;
using FsCheck;
using FsCheck.Fluent;

namespace DcvAdmin.Core.Tests.Tokens;

/// <summary>Random work on the authenticator, step by step beside a model that knows nothing of its code.</summary>
public sealed class TokenAuthenticatorModelTests
{
    private static readonly RandomNumberGenerator OperatingSystem = RandomNumberGenerator.Create();
    private static readonly string[] Sessions = ["console", "Console", "s2"];
    private static readonly string[] Clients = ["", "192.0.2.1", "192.0.2.2"];

    public enum Kind
    {
        Issue,
        IssueBad,
        Verify,
        Test,
        Revoke,
        Pass,
        Find,
        Purge,
    }

    /// <summary>One step; what the numbers choose depends on the kind.</summary>
    public sealed record Operation(Kind Kind, int A, int B, int C);

    private static Gen<Operation> Operations { get; } =
        Gen.Frequency(
            (4, Gen.Constant(Kind.Issue)), (1, Gen.Constant(Kind.IssueBad)), (10, Gen.Constant(Kind.Verify)), (3, Gen.Constant(Kind.Test)),
            (1, Gen.Constant(Kind.Revoke)), (2, Gen.Constant(Kind.Pass)), (2, Gen.Constant(Kind.Find)), (1, Gen.Constant(Kind.Purge)))
        .Zip(Gen.Choose(0, 999).Three(), (kind, numbers) => new Operation(kind, numbers.Item1, numbers.Item2, numbers.Item3));

    [Fact]
    public void Any_sequence_of_operations_goes_as_a_naive_model_says() =>
        Always.Holds(Arb.Array(Operations.ToArbitrary()), async operations =>
        {
            var run = new Run();
            foreach (var operation in operations) await run.StepAsync(operation);
            run.CompareRecords();
        }, times: 500);

    private sealed class Run
    {
        private readonly InMemoryTokenStore _store = new();
        private readonly TokenAuthenticator _authenticator;
        private readonly ITokenAdministration _admin;
        private readonly List<Issued> _model = [];
        private readonly List<AuditEvent> _expectedRecords = [];
        private DateTimeOffset _now = Any.Noon;

        public Run()
        {
            _authenticator = new TokenAuthenticator(_store, _store, new SteadyClock(() => _now, () => TimeSpan.Zero), OperatingSystem.GetBytes);
            _admin = _authenticator.AsAdministrator("bob");
        }

        public Task StepAsync(Operation operation) => operation.Kind switch
        {
            Kind.Issue => IssueAsync(operation),
            Kind.IssueBad => IssueBadAsync(),
            Kind.Pass => Task.FromResult(_now = _now.AddSeconds(operation.A % 40)),
            Kind.Find => FindAsync(),
            Kind.Purge => PurgeAsync(operation),
            _ when _model.Count == 0 => Task.CompletedTask,
            Kind.Verify => VerifyAsync(operation),
            Kind.Test => TestAsync(operation),
            Kind.Revoke => RevokeAsync(operation),
            _ => throw new InvalidOperationException($"There is no operation {operation.Kind}."),
        };

        public void CompareRecords()
        {
            Assert.Equal(_expectedRecords, _store.Records.Select(record => record.Entry.Event));
            var chain = new AuditChain(AuditHead.Empty);
            Assert.All(_store.Records, record => Assert.Null(chain.Check(record)));
        }

        private async Task IssueAsync(Operation operation)
        {
            var delay = operation.B % 3 * 10;
            var lifetime = 10 + (operation.B % 50);
            var request = new TokenRequest
            {
                SessionId = Sessions[operation.A % Sessions.Length],
                UserName = "user" + (operation.C % 3),
                Lifetime = TimeSpan.FromSeconds(lifetime),
                NotBefore = delay == 0 ? null : _now.AddSeconds(delay),
                UsePolicy = (TokenUsePolicy)(operation.C % 3),
            };

            var result = Assert.Single(await _admin.IssueAsync([request], TestContext.Current.CancellationToken));

            _model.Add(new Issued(result.Token!, request.SessionId, request.UserName, request.UsePolicy, _now.AddSeconds(delay), _now.AddSeconds(delay + lifetime)));
            _expectedRecords.Add(AuditEvent.TokenIssued);
        }

        private async Task IssueBadAsync() =>
            Assert.Null(Assert.Single(await _admin.IssueAsync([new TokenRequest { SessionId = "console" }], TestContext.Current.CancellationToken)).Token);

        private async Task VerifyAsync(Operation operation)
        {
            var (issued, request) = Choose(operation);
            var isLetIn = issued.WouldLetIn(request.SessionId, request.ClientAddress.Value, _now);

            var result = await _authenticator.VerifyAsync(request, "server", TestContext.Current.CancellationToken);

            Assert.Equal(isLetIn ? issued.User : null, result.UserName);
            Assert.Equal(isLetIn, result.Denial is null);
            Assert.Equal(issued.IsGone ? null : issued.Token.ToHash().ToGrantId(), result.GrantId);
            if (isLetIn) issued.LetInClients.Add(request.ClientAddress.Value);
            _expectedRecords.Add(isLetIn ? AuditEvent.TokenGranted : AuditEvent.TokenDenied);
        }

        private async Task TestAsync(Operation operation)
        {
            var (issued, request) = Choose(operation);

            var result = await _admin.TestAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(issued.WouldLetIn(request.SessionId, request.ClientAddress.Value, _now), result.IsGranted);
            Assert.Equal(issued.IsGone, result.Grant is null);
        }

        private async Task RevokeAsync(Operation operation)
        {
            var issued = _model[operation.A % _model.Count];

            var result = Assert.Single(await _admin.RevokeAsync([issued.Token.ToHash().ToGrantId()], TestContext.Current.CancellationToken));

            Assert.Equal(issued.IsGone ? RevocationOutcome.NotFound : issued.IsRevoked ? RevocationOutcome.AlreadyRevoked : RevocationOutcome.Revoked, result.Outcome);
            if (result.Outcome == RevocationOutcome.Revoked) _expectedRecords.Add(AuditEvent.TokenRevoked);
            issued.IsRevoked = true;
        }

        private async Task FindAsync()
        {
            var page = await _admin.FindAsync(new TokenFilter { State = TokenGrantState.Active }, null, 1000, TestContext.Current.CancellationToken);

            var active = _model.Where(issued => issued.WouldLetIn(issued.Session, issued.LetInClients.LastOrDefault() ?? "anyone", _now));
            Assert.Equal(active.Select(issued => issued.Token.ToHash().ToGrantId().Value).Order(StringComparer.Ordinal), page.Items.Select(grant => grant.Id).Order(StringComparer.Ordinal));
        }

        private async Task PurgeAsync(Operation operation)
        {
            var retention = TimeSpan.FromSeconds(operation.A % 30);
            var dead = _model.Where(issued => !issued.IsGone && issued.End < _now - retention).ToList();

            Assert.Equal(dead.Count, await _authenticator.PurgeAsync(retention, "janitor", TestContext.Current.CancellationToken));

            dead.ForEach(issued => issued.IsGone = true);
            _expectedRecords.Add(AuditEvent.GrantsPurged);
        }

        private (Issued Issued, VerificationRequest Request) Choose(Operation operation)
        {
            var issued = _model[operation.A % _model.Count];
            var session = operation.B % 4 == 0 ? Sessions[operation.B % Sessions.Length] : issued.Session;
            return (issued, new VerificationRequest(session, issued.Token, ClientAddress.Parse(Clients[operation.C % Clients.Length])));
        }
    }

    private sealed record Issued(AuthToken Token, string Session, string User, TokenUsePolicy Policy, DateTimeOffset Start, DateTimeOffset End)
    {
        public List<string> LetInClients { get; } = [];

        public bool IsRevoked { get; set; }

        public bool IsGone { get; set; }

        public bool WouldLetIn(string session, string client, DateTimeOffset now) =>
            !IsGone && !IsRevoked && session == Session && now >= Start && now < End
            && Policy switch
            {
                TokenUsePolicy.SingleUse => LetInClients.Count == 0,
                TokenUsePolicy.SingleClient => LetInClients.All(earlier => earlier == client),
                _ => true,
            };
    }
}
