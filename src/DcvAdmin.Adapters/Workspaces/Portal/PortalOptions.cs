using System;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Authorization;

namespace DcvAdmin.Workspaces.Portal;

/// <summary>What may be set about the portal, the same in every host; see docs/decisions/0026.</summary>
public sealed record PortalOptions
{
    /// <summary>The key of the option without which there is no portal.</summary>
    public const string IssuerKey = "PortalIssuer";

    /// <summary>Every key, in the order in which they are read.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        IssuerKey, "PortalAudience", "PortalJwksUri", "PortalTokenUse", "PortalGroupsClaim", "PortalUserGroups", "PortalAdminGroups", "PortalUserClaim", "PortalUserPrefix", "PortalDomains", "PortalDirectories", "PortalUserActions", "PortalAdminActions", "PortalOrigins",
    ];

    /// <summary>Who may see and do what.</summary>
    public required PortalRules Rules { get; init; }

    /// <summary>What tokens must be.</summary>
    public required JwtRequirements Tokens { get; init; }

    /// <summary>Where the issuer's keys are.</summary>
    public required Uri JwksUri { get; init; }

    /// <summary>The claim with the roles.</summary>
    public required string GroupsClaim { get; init; }

    /// <summary>The claim with the user's name.</summary>
    public required string UserClaim { get; init; }

    /// <summary>The origins that pages may call from.</summary>
    public required IReadOnlyList<string> Origins { get; init; }

    /// <summary>Reads the options.</summary>
    /// <param name="read">The text of an option by its key; null where it is not set.</param>
    /// <param name="flaws">Gets a sentence for everything that is wrong.</param>
    /// <returns>Null where there is no portal, or something is wrong.</returns>
    public static PortalOptions? Read(Func<string, string?> read, ICollection<string> flaws)
    {
        if (read is null) throw new ArgumentNullException(nameof(read));
        if (flaws is null) throw new ArgumentNullException(nameof(flaws));
        if (Text(IssuerKey) is not { } issuer)
        {
            foreach (var orphan in Keys.Where(key => Text(key) is not null)) flaws.Add($"{orphan} is set and {IssuerKey} is not: name the issuer of the tokens, or take it away.");
            return null;
        }

        var before = flaws.Count;
        if (!Uri.TryCreate(issuer, UriKind.Absolute, out var issuerUri) || !IsSafe(issuerUri)) flaws.Add($"{IssuerKey} is an address that begins with https, as in https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example.");
        var jwks = Text("PortalJwksUri") ?? issuer.TrimEnd('/') + "/.well-known/jwks.json";
        if (!Uri.TryCreate(jwks, UriKind.Absolute, out var jwksUri) || !IsSafe(jwksUri)) flaws.Add("PortalJwksUri is an address that begins with https.");
        var audience = List("PortalAudience") ?? [];
        if (audience.Count == 0) flaws.Add("PortalAudience names for whom tokens are: the id of the app client.");
        var use = Text("PortalTokenUse") ?? "id";
        if (use is not ("id" or "access" or "any")) flaws.Add("PortalTokenUse is id, access, or any for issuers that do not say it.");
        var origins = List("PortalOrigins") ?? [];
        foreach (var origin in origins.Where(origin => !IsOrigin(origin))) flaws.Add($"PortalOrigins holds '{origin}', which is no origin: write scheme and host, as in https://portal.example.com, without a path or a star.");
        var (ofUsers, ofAdmins) = (ReadActions("PortalUserActions", List("PortalUserActions"), flaws), ReadActions("PortalAdminActions", List("PortalAdminActions"), flaws));
        if (flaws.Count > before) return null;
        var rules = new PortalRules { UserPrefix = Text("PortalUserPrefix"), Domains = List("PortalDomains") ?? [], Directories = List("PortalDirectories") ?? [] };
        return new PortalOptions
        {
            Rules = rules with
            {
                UserGroups = ListOrNone("PortalUserGroups") ?? rules.UserGroups,
                AdminGroups = ListOrNone("PortalAdminGroups") ?? rules.AdminGroups,
                User = ofUsers is null ? rules.User : WorkspaceActor.UserWith(ofUsers),
                Admin = ofAdmins is null ? rules.Admin : WorkspaceActor.AdminWith(ofAdmins),
            },
            // Amazon Cognito's access tokens name the app client in another claim.
            Tokens = new JwtRequirements { Issuer = issuer, Audiences = [.. audience], TokenUse = use == "any" ? null : use, AudienceClaim = use == "access" ? JwtAudienceClaim.ClientId : JwtAudienceClaim.Audience },
            JwksUri = jwksUri!,
            // Amazon Cognito's access tokens have neither attributes nor the claim with the prefix.
            GroupsClaim = Text("PortalGroupsClaim") ?? (use == "access" ? "cognito:groups" : "custom:ADGroups"),
            UserClaim = Text("PortalUserClaim") ?? (use == "access" ? "username" : "cognito:username"),
            Origins = origins,
        };

        string? Text(string key) => read(key) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

        // A list that is set and names nothing must not become the default.
        IReadOnlyList<string>? ListOrNone(string key) => List(key) is [var only] && only.Equals("none", StringComparison.OrdinalIgnoreCase) ? [] : List(key);

        IReadOnlyList<string>? List(string key) => Text(key)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static WorkspaceAction[]? ReadActions(string key, IReadOnlyList<string>? words, ICollection<string> flaws)
    {
        if (words is null) return null;
        var actions = new List<WorkspaceAction>();
        foreach (var word in words)
        {
            // "none" lets them look and do nothing.
            if (words.Count == 1 && word.Equals("none", StringComparison.OrdinalIgnoreCase)) return [];
            if (PortalActionName.TryParse(word, out var action)) actions.Add(action);
            else flaws.Add($"{key} holds '{word}', which is no action: {string.Join(", ", WorkspaceActionRules.All.Select(rule => rule.Action))}, or none.");
        }

        return [.. actions];
    }

    private static bool IsSafe(Uri uri) => uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback);

    private static bool IsOrigin(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.GetLeftPart(UriPartial.Authority) == text;
}
