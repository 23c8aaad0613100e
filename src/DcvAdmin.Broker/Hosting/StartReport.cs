using System.IO;
using System.Text;

namespace DcvAdmin.Broker.Hosting;

/// <summary>What an admin must know after a start: addresses, what to give to DCV servers, where the first credentials are.</summary>
internal static class StartReport
{
    public static string Of(BrokerApplication broker)
    {
        var text = new StringBuilder()
            .AppendLine($"DcvAdmin broker is ready. Data folder: {broker.Options.DataFolder}")
            .AppendLine($"  client API              {broker.ClientAddress}")
            .AppendLine($"  auth-token-verifier     {broker.AgentAddress}agent/validate-authentication-token");
        if (broker.Certificate?.AuthorityFile is { } authority) text.AppendLine($"  ca-file for DCV servers {authority}");
        if (broker.Certificate is { } certificate) text.AppendLine($"  certificate ends        {certificate.ExpiresAt:yyyy-MM-dd}{(certificate.AuthorityFile is null ? string.Empty : ", renewed by itself")}");
        if (File.Exists(broker.Clients.FirstClientFile)) text.AppendLine($"  first API client        {broker.Clients.FirstClientFile}");
        return text.ToString().TrimEnd();
    }
}
