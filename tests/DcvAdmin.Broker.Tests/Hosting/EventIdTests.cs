using System.Linq;
using System.Reflection;
using DcvAdmin.Broker.Hosting;
using Microsoft.Extensions.Logging;

namespace DcvAdmin.Broker.Tests.Hosting;

/// <summary>Admins filter and alert by event id: an id is never given twice and never changes its meaning.</summary>
public sealed class EventIdTests
{
    private static readonly (int Id, string Method)[] Known =
    [
        (1001, "VerificationEndpoint.LogGranted"), (1002, "VerificationEndpoint.LogDenied"), (1003, "VerificationEndpoint.LogStoreFault"), (1004, "VerificationEndpoint.LogBrokenOff"),
        (1101, "TokenEndpoints.LogIssued"), (1102, "TokenEndpoints.LogRevoked"), (1103, "ApiFaults.LogStoreFault"), (1104, "StoreUpkeep.LogPurged"), (1105, "StoreUpkeep.LogPurgeFailed"), (1106, "StoreUpkeep.LogClockSetBack"), (1107, "BrokerStore.LogPlaintext"),
        (1201, "AccessTokenEndpoint.LogIssued"), (1202, "AccessTokenEndpoint.LogRefused"),
        (1301, "CertificateRenewal.LogRenewed"), (1302, "CertificateRenewal.LogFailed"), (1303, "CertificateRenewal.LogEndsSoon"),
        (1351, "PortalLog.LogKeys"), (1352, "PortalLog.LogToken"), (1353, "PortalLog.LogForbidden"), (1354, "PortalLog.LogActed"), (1355, "PortalLog.LogFailed"),
        (1401, "RateLimitPolicies.LogRejected"),
    ];

    [Fact]
    public void Every_log_message_has_the_id_it_always_had()
    {
        var messages = typeof(BrokerApplication).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Select(method => (Method: method, Attribute: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(found => found.Attribute is not null)
            .Select(found => (found.Attribute!.EventId, $"{found.Method.DeclaringType!.Name}.{found.Method.Name}"))
            .Order();

        Assert.Equal(Known.Order(), messages);
    }
}
