using System;
using System.Threading;
using System.Threading.Tasks;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace DcvAdmin.Bench.Tables;

/// <summary>What the published authenticator's function does, line by line: a scan with a filter, of which it looks at the first page alone.</summary>
internal sealed class ScanVerifier(AmazonDynamoDBClient client, string table)
{
    public async Task<bool> VerifyAsync(string token, string session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var scan = await client.ScanAsync(
            new ScanRequest
            {
                TableName = table,
                FilterExpression = "AuthToken = :AuthToken AND SessionId = :SessionId",
                ExpressionAttributeValues = new() { [":AuthToken"] = new AttributeValue { S = token }, [":SessionId"] = new AttributeValue { S = session } },
            },
            cancellationToken);
        return scan.Count > 0 && long.Parse(scan.Items[0]["ExpirationTime"].N, System.Globalization.CultureInfo.InvariantCulture) >= now.ToUnixTimeSeconds();
    }
}
