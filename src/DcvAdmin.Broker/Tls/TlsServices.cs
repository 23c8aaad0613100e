using Microsoft.Extensions.DependencyInjection;

namespace DcvAdmin.Broker.Tls;

/// <summary>Adds the renewal of the certificate.</summary>
internal static class TlsServices
{
    public static void AddTls(this IServiceCollection services, ServerCertificate? certificate)
    {
        if (certificate is null) return;
        services.AddSingleton(certificate);
        services.AddHostedService<CertificateRenewal>();
    }
}
