using System;

namespace DcvAdmin.Workspaces.Portal;

/// <summary>A request that is answered with a problem.</summary>
internal sealed class PortalProblem(int status, string code, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    /// <summary>For programs; part of the interface.</summary>
    public string Code { get; } = code;

    public string? Challenge { get; init; }

    /// <summary>The methods that the address takes, where it was another one.</summary>
    public string? Allow { get; init; }

    public static PortalProblem WrongMethod(string method) => new(405, "MethodNotAllowed", $"It is {method}.") { Allow = $"{method}, OPTIONS" };

    public static PortalProblem Invalid(string detail) => new(400, "InvalidRequest", detail);

    public static PortalProblem Forbidden(string detail) => new(403, "Forbidden", detail);

    public static PortalProblem NotFound(string detail) => new(404, "NotFound", detail);

    /// <summary>RFC 6750 3: without a token no reason is given.</summary>
    public static PortalProblem Unauthorized(bool hasToken) => new(401, "Unauthorized", hasToken ? "The token is not valid." : "Send an access token: Authorization: Bearer ...")
    {
        Challenge = hasToken ? "Bearer error=\"invalid_token\"" : "Bearer",
    };
}
