using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DcvAdmin.Broker.Tls;

/// <summary>Looks every ten minutes whether the certificate must be renewed or was replaced on disk. A fault keeps the one that is served.</summary>
internal sealed partial class CertificateRenewal(ServerCertificate certificate, TimeProvider time, ILogger<CertificateRenewal> logger) : BackgroundService
{
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan WarnBefore = TimeSpan.FromDays(14);

    private DateTimeOffset _warnedOn;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) Look();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The broker stops.
        }
    }

    private void Look()
    {
        try
        {
            if (certificate.Refresh(time.GetUtcNow())) LogRenewed(logger, certificate.ExpiresAt);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            LogFailed(logger, certificate.ExpiresAt, failure);
        }

        WarnOnceADay();
    }

    private void WarnOnceADay()
    {
        var now = time.GetUtcNow();
        if (certificate.ExpiresAt - now > WarnBefore || now - _warnedOn < TimeSpan.FromDays(1)) return;
        _warnedOn = now;
        LogEndsSoon(logger, certificate.ExpiresAt);
    }

    [LoggerMessage(1301, LogLevel.Information, "New connections get a new certificate, valid until {ExpiresAt:u}")]
    private static partial void LogRenewed(ILogger logger, DateTimeOffset expiresAt);

    [LoggerMessage(1302, LogLevel.Error, "The certificate could not be renewed; the one that ends {ExpiresAt:u} stays in use")]
    private static partial void LogFailed(ILogger logger, DateTimeOffset expiresAt, Exception failure);

    [LoggerMessage(1303, LogLevel.Warning, "The certificate ends {ExpiresAt:u} and was not replaced: renew your own, or look at the errors of its renewal")]
    private static partial void LogEndsSoon(ILogger logger, DateTimeOffset expiresAt);
}
