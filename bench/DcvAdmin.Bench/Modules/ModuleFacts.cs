using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Bench.Modules;

/// <summary>What is measured, and on which engine, as the engine itself says it.</summary>
internal sealed record ModuleFacts(string PowerShell, string Framework, bool IsOptimized)
{
    /// <summary>Asks a fresh process.</summary>
    /// <exception cref="BenchException">The module was built for debugging.</exception>
    public static async Task<ModuleFacts> AskAsync(Pwsh pwsh, StagedModule module, CancellationToken cancellationToken)
    {
        var facts = (await pwsh.RunAsync("Modules/describe-module.ps1", ["-Module", module.Manifest], null, cancellationToken)).Result<ModuleFacts>();
        return facts.IsOptimized ? facts : throw new BenchException($"The module in {module.Folder} was built for debugging: run with -c Release.");
    }
}
