using System;
using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using DcvAdmin.Stores;
using DcvAdmin.Tokens.BrokerApi;

namespace DcvAdmin.Tokens;

/// <summary>Turns a broker's refusals into sentences an admin can act on.</summary>
internal static class BrokerFaults
{
    public static StoreException Of(HttpResponseMessage response, string text, Uri broker)
    {
        var host = broker.GetLeftPart(UriPartial.Authority);
        var said = Said(text);
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => new StoreException(StoreFault.Unauthorized, $"The broker {host} refused the API client's credentials.", "Check client id and secret; the first client's are in api-client.json of the broker's data folder."),
            (HttpStatusCode)429 => new StoreException(StoreFault.Throttled, $"The broker {host} is being asked too often.", $"Try again in {RetryAfter(response)} s, or raise its rate."),
            HttpStatusCode.BadRequest => new StoreException(StoreFault.Protocol, $"The broker {host} did not accept the request: {said}", "Check that module and broker are of the same version."),
            HttpStatusCode.ServiceUnavailable => new StoreException(StoreFault.Unavailable, $"The store of the broker {host} cannot do its work: {said}", "Look at the broker's log and at its /health."),
            _ => new StoreException(StoreFault.Protocol, $"The broker {host} answered with HTTP status {(int)response.StatusCode}.", "Check that the address is that of a DcvAdmin broker's client port."),
        };
    }

    private static string Said(string text)
    {
        try
        {
            var body = JsonSerializer.Deserialize(text, BrokerApiJson.Default.ErrorBody);
            return body?.Description ?? body?.Error ?? "no reason given.";
        }
        catch (JsonException)
        {
            return "no reason given.";
        }
    }

    private static string RetryAfter(HttpResponseMessage response) =>
        (response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1)).TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
}
