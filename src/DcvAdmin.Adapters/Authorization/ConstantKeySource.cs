using System;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Authorization;

/// <summary>Keys that do not change while the program runs: one's own, or those of a file.</summary>
public sealed class ConstantKeySource(JsonWebKeySet keys) : IKeySource
{
    private readonly JsonWebKeySet _keys = keys ?? throw new ArgumentNullException(nameof(keys));

    /// <inheritdoc/>
    public ValueTask<JsonWebKeySet?> GetAsync(CancellationToken cancellationToken) => new(_keys);

    /// <inheritdoc/>
    public ValueTask<JsonWebKeySet?> RefreshAsync(JsonWebKeySet known, CancellationToken cancellationToken) => new((JsonWebKeySet?)null);
}
