using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Functions.Hosting;
using DcvAdmin.Functions.Logging;
using DcvAdmin.Functions.Runtime;
using DcvAdmin.Functions.Tokens;
using DcvAdmin.Stores;

namespace DcvAdmin.Functions.Tests.Running;

/// <summary>A function in this process, over a store that a test controls.</summary>
internal sealed class FunctionUnderTest : IDisposable
{
    private readonly MemoryStream _log = new();
    private readonly FunctionStore _store;
    private readonly IFunction _function;

    public FunctionUnderTest(string handler, IAdapterFactory adapters, StoreUri? uri = null, IssuerRule? rule = null)
    {
        var log = new JsonLog(_log, Severity.Debug, TimeProvider.System);
        _store = new FunctionStore(adapters, uri ?? StoreUri.Sqlite.AtPath("/nowhere/x.db"), log);
        _function = FunctionCatalog.Create(handler, rule ?? IssuerRule.None, _store, log);
    }

    public FunctionUnderTest(string handler, string file, IssuerRule? rule = null)
        : this(handler, new AdapterFactory(), StoreUri.Sqlite.AtPath(file), rule)
    {
    }

    public string LogText
    {
        get
        {
            lock (_log) return Encoding.UTF8.GetString(_log.ToArray());
        }
    }

    public IReadOnlyList<JsonElement> Log => [.. LogText.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    public Task<JsonElement> AnswerAsync(JsonNode call, CancellationToken? deadline = null) => AnswerAsync(Encoding.UTF8.GetBytes(call.ToJsonString()), deadline);

    public async Task<JsonElement> AnswerAsync(byte[] call, CancellationToken? deadline = null, bool isOversized = false)
    {
        var invocation = new Invocation { RequestId = "request-1", Deadline = DateTimeOffset.UtcNow.AddSeconds(30), Event = isOversized ? default : call, IsOversized = isOversized, FunctionArn = "arn:function" };
        return JsonDocument.Parse(await _function.AnswerAsync(invocation, deadline ?? TestContext.Current.CancellationToken)).RootElement;
    }

    public Task FlushAsync() => _function.FlushAsync(TestContext.Current.CancellationToken);

    public void Dispose() => _store.Dispose();
}
