using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Authorization;
using DcvAdmin.Aws;
using DcvAdmin.Stores;

namespace DcvAdmin.Workspaces.Portal;

/// <summary>
/// The portal's HTTP API for whatever host: who asks, what they may, what they get. Every reply of it is made here, so that the broker and the functions cannot differ.
/// Safe for several requests at once.
/// </summary>
public sealed class PortalApi
{
    /// <summary>Where it lies.</summary>
    public const string Root = "/workspaces";

    /// <summary>Longest body that is read.</summary>
    public const int MaximumBodyBytes = 1024;

    private const int PageSize = 100;
    private const int LargestPage = 200;
    private const string AllowedMethods = "GET, POST";

    private readonly PortalOptions _options;
    private readonly PortalGate _gate;
    private readonly PortalListing _listing;
    private readonly PortalActions? _actions;
    private readonly IPortalLog _log;

    /// <summary>Puts it together.</summary>
    /// <param name="options">What is set.</param>
    /// <param name="verifier">Verifies tokens.</param>
    /// <param name="listing">Shows WorkSpaces.</param>
    /// <param name="actions">Acts; null where this host only shows.</param>
    /// <param name="log">Takes what is logged.</param>
    public PortalApi(PortalOptions options, JwtVerifier verifier, PortalListing listing, PortalActions? actions, IPortalLog log)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _gate = new PortalGate(verifier ?? throw new ArgumentNullException(nameof(verifier)), options);
        _listing = listing ?? throw new ArgumentNullException(nameof(listing));
        _actions = actions;
        _log = log ?? throw new ArgumentNullException(nameof(log));
    }

    /// <summary>Answers a request. Nothing but the end of the wait is thrown.</summary>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async Task<PortalReply> AnswerAsync(PortalRequest request, CancellationToken cancellationToken)
    {
        if (request is null) throw new ArgumentNullException(nameof(request));
        if (request.Method == "OPTIONS") return Reply(request, 204, null, default, isPreflight: true);
        PortalCaller? caller = null;
        try
        {
            (caller, var refusal) = await _gate.RecognizeAsync(request.Authorization, cancellationToken).ConfigureAwait(false);
            if (refusal == JwtRefusal.KeysUnavailable) throw new PortalProblem(503, "KeysUnavailable", "The keys of the tokens' issuer cannot be fetched; try again later.");
            if (refusal != JwtRefusal.None)
            {
                _log.TokenRefused(refusal, request.SourceAddress);
                throw PortalProblem.Unauthorized(hasToken: true);
            }

            if (caller is null) throw PortalProblem.Forbidden("The token names nobody that this portal knows.");
            return await AnswerAsync(request, caller, cancellationToken).ConfigureAwait(false);
        }
        catch (PortalProblem problem)
        {
            if (problem.Status == 403) _log.Forbidden(caller, request.ToString(), problem.Message);
            return Problem(request, problem);
        }
        catch (Exception failure) when (failure is StoreException or AwsException)
        {
            _log.Failed(caller, request.ToString(), failure);
            return Problem(request, Explain(failure));
        }
    }

    /// <summary>The reply to who asks too often.</summary>
    public PortalReply RefuseTooMany(PortalRequest request) => Problem(request ?? throw new ArgumentNullException(nameof(request)), new PortalProblem(429, "Throttled", "There are too many requests from this address; try again later."));

    /// <summary>The reply to a request whose body is too long to be read.</summary>
    public PortalReply RefuseTooLarge(PortalRequest request) => Problem(request ?? throw new ArgumentNullException(nameof(request)), TooLarge());

    private Task<PortalReply> AnswerAsync(PortalRequest request, PortalCaller caller, CancellationToken cancellationToken)
    {
        var parts = request.Path.StartsWith(Root + "/", StringComparison.Ordinal) ? request.Path[(Root.Length + 1)..].Split('/') : [];
        // Whoever tries to act without a role is on record, so the actions themselves say no to that.
        if (!caller.HasRole && (request.Method, parts) is not ("POST", [_, "actions", _])) throw PortalProblem.Forbidden("The token names somebody without a role in this portal.");
        return (request.Method, parts) switch
        {
            ("GET", []) when request.Path == Root => ListAsync(request, caller, cancellationToken),
            ("GET", [var id]) => ShowAsync(request, caller, id, cancellationToken),
            ("POST", [var id, "actions", var action]) when _actions is not null => ActAsync(request, caller, _actions, id, action, cancellationToken),
            (_, []) when request.Path == Root => throw PortalProblem.WrongMethod("GET"),
            (_, [_]) => throw PortalProblem.WrongMethod("GET"),
            (_, [_, "actions", _]) when _actions is not null => throw PortalProblem.WrongMethod("POST"),
            _ => throw PortalProblem.NotFound("There is nothing at this address."),
        };
    }

    private async Task<PortalReply> ListAsync(PortalRequest request, PortalCaller caller, CancellationToken cancellationToken)
    {
        var query = Single(request.Query, "scope", "cursor", "pageSize");
        var all = query.GetValueOrDefault("scope") switch
        {
            null => caller is { IsAdmin: true, IsUser: false },
            "own" => false,
            "all" => true,
            _ => throw PortalProblem.Invalid("scope is own or all."),
        };
        if (all && !caller.IsAdmin) throw PortalProblem.Forbidden("Only an admin may see all WorkSpaces.");
        var pageSize = PageSize;
        if (query.TryGetValue("pageSize", out var text) && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out pageSize) || pageSize is < 1 or > LargestPage)) throw PortalProblem.Invalid($"pageSize is 1 to {LargestPage}.");
        try
        {
            var page = await _listing.ListAsync(caller, all, query.GetValueOrDefault("cursor"), pageSize, cancellationToken).ConfigureAwait(false);
            return Json(request, 200, new WorkspaceListBody([.. page.Items.Select(WorkspaceBody.Of)], page.NextCursor), PortalJson.Default.WorkspaceListBody);
        }
        catch (ArgumentException)
        {
            throw PortalProblem.Invalid("cursor is not one that a page ended with.");
        }
    }

    private async Task<PortalReply> ShowAsync(PortalRequest request, PortalCaller caller, string text, CancellationToken cancellationToken)
    {
        Single(request.Query);
        var shown = await _listing.GetAsync(caller, IdOf(text), cancellationToken).ConfigureAwait(false);
        if (shown is not null) return Json(request, 200, WorkspaceBody.Of(shown), PortalJson.Default.WorkspaceBody);
        // Users are told the same of what is not there and of what is another's, so that nobody can try ids out.
        throw caller.IsAdmin ? PortalProblem.NotFound("The inventory has no WorkSpace of this id.") : PortalProblem.Forbidden("There is no WorkSpace of this id that you may see.");
    }

    private async Task<PortalReply> ActAsync(PortalRequest request, PortalCaller caller, PortalActions actions, string text, string actionText, CancellationToken cancellationToken)
    {
        Single(request.Query);
        var id = IdOf(text);
        var wanted = ReadAction(request, actionText);
        var result = await actions.ActAsync(caller, id, wanted, request.SourceAddress, cancellationToken).ConfigureAwait(false);
        if (result.Trouble is { } trouble) _log.Failed(caller, request.ToString(), trouble);
        switch (result.Outcome)
        {
            case PortalOutcome.Accepted:
                _log.Acted(caller, result.Call!);
                return Json(request, 202, new AcceptedBody(id, result.Call!.Region, wanted.Action.ToString(), result.Call.Operation), PortalJson.Default.AcceptedBody);
            case PortalOutcome.Forbidden:
                throw PortalProblem.Forbidden(result.Reason);
            case PortalOutcome.NotFound:
                throw PortalProblem.NotFound(result.Reason);
            case PortalOutcome.NotLegal:
                throw new PortalProblem(409, "NotLegal", result.Reason);
            case PortalOutcome.Unknown:
                throw new PortalProblem(502, "OutcomeUnknown", result.Reason);
            default:
                throw new PortalProblem(409, "Refused", result.Reason);
        }
    }

    private static WorkspaceActionRequest ReadAction(PortalRequest request, string text)
    {
        if (!PortalActionName.TryParse(text, out var action)) throw PortalProblem.NotFound($"There is no such action: {string.Join(", ", WorkspaceActionRules.All.Select(rule => rule.Action))}.");
        var body = ReadBody(request);
        if (action != WorkspaceAction.SetRunningMode)
        {
            if (body is { RunningMode: not null } or { AutoStopTimeoutMinutes: not null }) throw PortalProblem.Invalid($"{action} takes no running mode.");
            return WorkspaceActionRequest.For(action);
        }

        var mode = Enum.GetValues<WorkspaceRunningMode>().FirstOrDefault(one => one.ToString().Equals(body?.RunningMode, StringComparison.OrdinalIgnoreCase));
        TimeSpan? time = body?.AutoStopTimeoutMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null;
        return WorkspaceActionRequest.FlawOf(mode, time) is { } flaw ? throw PortalProblem.Invalid(flaw) : WorkspaceActionRequest.ForRunningMode(mode, time);
    }

    private static ActionBody? ReadBody(PortalRequest request)
    {
        if (request.Body.IsEmpty) return null;
        if (request.Body.Length > MaximumBodyBytes) throw TooLarge();
        if (request.ContentType?.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase) != true) throw new PortalProblem(415, "UnsupportedMediaType", "The body is application/json.");
        try
        {
            return JsonSerializer.Deserialize(request.Body.Span, PortalJson.Default.ActionBody);
        }
        catch (JsonException)
        {
            throw PortalProblem.Invalid("The body is a JSON object with runningMode and autoStopTimeoutMinutes, and nothing else.");
        }
    }

    private static PortalProblem TooLarge() => new(413, "TooLarge", $"The body has at most {MaximumBodyBytes} bytes.");

    private static string IdOf(string text) => WorkspaceId.TryParse(text, out var id) ? id : throw PortalProblem.Invalid("This is not the id of a WorkSpace.");

    private static Dictionary<string, string> Single(IReadOnlyList<KeyValuePair<string, string>> query, params string[] known)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in query)
        {
            if (!known.Contains(name, StringComparer.Ordinal)) throw PortalProblem.Invalid(known.Length == 0 ? "There are no parameters here." : $"A parameter is unknown; there are {string.Join(", ", known)}.");
            if (!values.TryAdd(name, value)) throw PortalProblem.Invalid($"{name} stands twice.");
        }

        return values;
    }

    // What an admin should know of it is in the log; a caller gets no account, region or permission.
    private static PortalProblem Explain(Exception failure) => failure switch
    {
        AwsException { Fault: AwsFault.Throttled } or StoreException { Fault: StoreFault.Throttled } => new(429, "Throttled", "There are too many requests now; try again later."),
        AwsException { Fault: AwsFault.Conflict } => new(409, "Refused", "AWS refused it in the present state of the WorkSpace."),
        AwsException { Fault: AwsFault.NotFound } => PortalProblem.NotFound("This WorkSpace is gone."),
        AwsException { Fault: AwsFault.Unavailable } => new(503, "Unavailable", "Amazon WorkSpaces did not answer, and nothing was done; try again later."),
        AwsException => new(502, "AwsRefused", "Amazon WorkSpaces refused the portal; its admins find the reason in the log."),
        _ => new(503, "StoreUnavailable", "The inventory or the audit log cannot be used now; try again later."),
    };

    private PortalReply Problem(PortalRequest request, PortalProblem problem)
    {
        var body = new ProblemBody("about:blank", TitleOf(problem.Status), problem.Status, problem.Message, problem.Code);
        return Reply(request, problem.Status, "application/problem+json", JsonSerializer.SerializeToUtf8Bytes(body, PortalJson.Default.ProblemBody), challenge: problem.Challenge, allow: problem.Allow, retryAfter: problem.Status is 429 or 503);
    }

    private PortalReply Json<T>(PortalRequest request, int status, T body, JsonTypeInfo<T> shape) => Reply(request, status, "application/json", JsonSerializer.SerializeToUtf8Bytes(body, shape));

    private PortalReply Reply(PortalRequest request, int status, string? contentType, ReadOnlyMemory<byte> body, bool isPreflight = false, string? challenge = null, string? allow = null, bool retryAfter = false)
    {
        var headers = new List<KeyValuePair<string, string>> { new("Cache-Control", "no-store"), new("X-Content-Type-Options", "nosniff") };
        // What is answered depends on it, whether it is there or not.
        if (_options.Origins.Count > 0) headers.Add(new("Vary", "Origin"));
        if (request.Origin is { } origin && _options.Origins.Contains(origin, StringComparer.Ordinal))
        {
            headers.Add(new("Access-Control-Allow-Origin", origin));
            if (isPreflight)
            {
                headers.Add(new("Access-Control-Allow-Methods", AllowedMethods));
                headers.Add(new("Access-Control-Allow-Headers", "Authorization, Content-Type"));
                headers.Add(new("Access-Control-Max-Age", "600"));
            }
        }

        if (challenge is not null) headers.Add(new("WWW-Authenticate", challenge));
        if (retryAfter) headers.Add(new("Retry-After", "5"));
        if (allow is not null) headers.Add(new("Allow", allow));
        return new PortalReply(status, contentType, body, headers);
    }

    private static string TitleOf(int status) => status switch
    {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        429 => "Too Many Requests",
        502 => "Bad Gateway",
        _ => "Service Unavailable",
    };
}
