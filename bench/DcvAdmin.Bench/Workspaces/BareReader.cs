using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Bench.Workspaces;

/// <summary>The least that reading WorkSpaces takes: an HttpClient, one page after the other, of each answer the next token and nothing else. No signature, no retries, no objects.</summary>
internal sealed class BareReader(Uri address) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = address };

    /// <summary>All regions side by side: the best possible schedule.</summary>
    public async Task<TimeSpan> ReadAsync(Estate estate, CancellationToken stop)
    {
        var begun = Stopwatch.GetTimestamp();
        var pages = await Task.WhenAll(estate.Regions.Select(region => ReadAsync(region, stop)));
        var elapsed = Stopwatch.GetElapsedTime(begun);
        if (pages.Sum(times => times.Count) != estate.Pages) throw new BenchException($"The bare reader read {pages.Sum(times => times.Count)} pages of {estate.Pages}.");
        return elapsed;
    }

    /// <summary>One region; how long each page took, in milliseconds.</summary>
    public async Task<IReadOnlyList<double>> ReadAsync(string region, CancellationToken stop)
    {
        var times = new List<double>();
        string? token = null;
        do
        {
            var begun = Stopwatch.GetTimestamp();
            using var request = new HttpRequestMessage(HttpMethod.Post, address)
            {
                Content = new StringContent((token is null ? [] : new JsonObject { ["NextToken"] = token }).ToJsonString(), new MediaTypeHeaderValue("application/x-amz-json-1.1")),
            };
            // The emulator reads the region from it, and believes it.
            request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260301/{region}/workspaces/aws4_request");
            request.Headers.Add("X-Amz-Target", "WorkspacesService.DescribeWorkspaces");
            using var answer = await _client.SendAsync(request, stop);
            answer.EnsureSuccessStatusCode();
            token = NextToken(await answer.Content.ReadAsByteArrayAsync(stop));
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
        while (token is not null);
        return times;
    }

    public void Dispose() => _client.Dispose();

    private static string? NextToken(byte[] answer)
    {
        using var page = JsonDocument.Parse(answer);
        return page.RootElement.TryGetProperty("NextToken", out var token) ? token.GetString() : null;
    }
}
