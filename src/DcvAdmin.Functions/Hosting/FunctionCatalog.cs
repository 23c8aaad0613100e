using DcvAdmin.Functions.Logging;
using DcvAdmin.Functions.Runtime;
using DcvAdmin.Functions.Tokens;
using DcvAdmin.Functions.Verification;

namespace DcvAdmin.Functions.Hosting;

/// <summary>The functions in this executable, by the name that a Lambda function has as its handler.</summary>
internal static class FunctionCatalog
{
    /// <exception cref="FunctionException">There is none of this name.</exception>
    public static IFunction Create(string? handler, FunctionStore store, JsonLog log) => handler switch
    {
        GetTokenFunction.Name => new GetTokenFunction(store, log),
        ValidateTokenFunction.Name => new ValidateTokenFunction(store, log),
        _ => throw new FunctionException("Runtime.HandlerNotFound",
            $"There is no handler '{handler}' in this executable: set the handler of the Lambda function to {GetTokenFunction.Name} or {ValidateTokenFunction.Name}."),
    };
}
