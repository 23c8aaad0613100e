using System;
using System.Threading;
using System.Threading.Tasks;
using DcvAdmin.Broker.Options;
using DcvAdmin.Reporting;
using DcvAdmin.Stores;
using DcvAdmin.Time;
using DcvAdmin.Tokens;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DcvAdmin.Broker.Tokens;

/// <summary>Every ten minutes: removes grants that expired long enough ago, and says so where the machine's clock was set back.</summary>
internal sealed partial class StoreUpkeep(TokenAuthenticator authenticator, SteadyClock clock, BrokerOptions options, TimeProvider time, ILogger<StoreUpkeep> logger) : BackgroundService
{
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (clock.Lead is { } lead && lead > SqliteStore.ClockTolerance) LogClockSetBack(logger, lead);
                await PurgeAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The broker stops.
        }
    }

    private async Task PurgeAsync(CancellationToken stoppingToken)
    {
        try
        {
            var removed = await authenticator.PurgeAsync(options.GrantRetention, "broker", stoppingToken);
            if (removed > 0) LogPurged(logger, removed);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogPurgeFailed(logger, failure);
        }
    }

    [LoggerMessage(TokenEvents.Purged, LogLevel.Information, "{Removed} expired grants were removed")]
    private static partial void LogPurged(ILogger logger, int removed);

    [LoggerMessage(1105, LogLevel.Error, "Expired grants could not be removed; the next try is in ten minutes")]
    private static partial void LogPurgeFailed(ILogger logger, Exception failure);

    [LoggerMessage(1106, LogLevel.Warning, "The machine's clock was set back by {Lead}; tokens are judged by elapsed time until it has caught up")]
    private static partial void LogClockSetBack(ILogger logger, TimeSpan lead);
}
