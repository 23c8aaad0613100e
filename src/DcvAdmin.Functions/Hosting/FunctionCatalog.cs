using System.Linq;
using DcvAdmin.Functions.Logging;
using DcvAdmin.Functions.Runtime;
using DcvAdmin.Functions.Tokens;
using DcvAdmin.Functions.Verification;
using DcvAdmin.Functions.Workspaces;

namespace DcvAdmin.Functions.Hosting;

/// <summary>The functions in this executable, by the name that a Lambda function has as its handler. The name alone says what kind of event is taken.</summary>
internal static class FunctionCatalog
{
    /// <exception cref="FunctionException">There is none of this name, or it would not heed what is set.</exception>
    public static IFunction Create(string? handler, IssuerRule rule, FunctionStore store, JsonLog log) => handler switch
    {
        GetTokenFunction.Name when !rule.IsEmpty => throw new FunctionException("Function.InvalidConfiguration",
            $"{IssuerRule.ScopeVariable}, {IssuerRule.ClaimVariable} and {IssuerRule.OwnUserVariable} are about callers of an API, and {GetTokenFunction.Name} issues to whoever may invoke it: set the handler to {GetTokenApiFunction.Name}, or take them away."),
        GetTokenFunction.Name => new GetTokenFunction(store, log),
        GetTokenApiFunction.Name => new GetTokenApiFunction(store, log, rule),
        ValidateTokenFunction.Name => new ValidateTokenFunction(store, log),
        PurgeGrantsFunction.Name => new PurgeGrantsFunction(store, log),
        _ => throw new FunctionException("Runtime.HandlerNotFound",
            $"There is no handler '{handler}' in this executable: set the handler of the Lambda function to {GetTokenFunction.Name}, {GetTokenApiFunction.Name}, {ValidateTokenFunction.Name}, {PurgeGrantsFunction.Name}, {string.Join(", ", WorkspaceFunctions.Names.Take(3))} or {WorkspaceFunctions.Names[3]}."),
    };
}
