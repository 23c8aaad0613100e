using System;
using System.Text.Json;

namespace DcvAdmin.Aws.Signing;

/// <summary>A service's no, with what it gave as its reason.</summary>
internal sealed class ServiceRefusal : Exception
{
    private ServiceRefusal(int status, string requestId, DateTimeOffset? answeredAt, byte[] body, string code, string message)
        : base(message)
    {
        Status = status;
        RequestId = requestId;
        AnsweredAt = answeredAt;
        Body = body;
        Code = code;
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The id by which AWS's support knows the request; empty where there is none.</summary>
    public string RequestId { get; }

    /// <summary>When the service answered, by its own clock; null where it does not say.</summary>
    public DateTimeOffset? AnsweredAt { get; }

    /// <summary>What came with it, in JSON or not.</summary>
    public byte[] Body { get; }

    /// <summary>The name of the error, such as <c>ConditionalCheckFailedException</c>; empty where the answer has none.</summary>
    public string Code { get; }

    /// <summary>Whether the service is busy.</summary>
    public bool IsThrottled => AwsFaults.Classify(Code, Status).Fault == AwsFault.Throttled;

    /// <summary>Whether the same request may be answered otherwise in a moment.</summary>
    public bool MayPass => Status is >= 500 or 408 || IsThrottled || Code is "TransactionConflictException" or "RequestTimeout" or "RequestTimeoutException" or "PriorRequestNotComplete";

    /// <summary>Whether the time of the signature may be what was wrong. Which code says so differs among services; these are those that the SDKs heed.</summary>
    public bool MayBeAboutTime => Code is "RequestTimeTooSkewed" or "RequestExpired" or "RequestInTheFuture" or "InvalidSignatureException" or "SignatureDoesNotMatch" or "AuthFailure";

    /// <summary>Reads an answer that is no success.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="requestId">As the header has it.</param>
    /// <param name="answeredAt">As the header Date has it.</param>
    /// <param name="body">The body: an object with <c>__type</c> and <c>message</c>, if the service wrote it.</param>
    public static ServiceRefusal Read(int status, string requestId, DateTimeOffset? answeredAt, byte[] body)
    {
        var (code, message) = (string.Empty, string.Empty);
        try
        {
            var reader = new Utf8JsonReader(body);
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var isType = reader.ValueTextEquals("__type");
                    var isMessage = reader.ValueTextEquals("message") || reader.ValueTextEquals("Message");
                    reader.Read();
                    if (reader.TokenType == JsonTokenType.String && isType) code = reader.GetString()!;
                    else if (reader.TokenType == JsonTokenType.String && isMessage) message = reader.GetString()!;
                    else reader.Skip();
                }
            }
        }
        catch (JsonException)
        {
            // A proxy's page, perhaps: the status says what there is to say.
        }

        return new ServiceRefusal(status, requestId, answeredAt, body, code.Substring(code.LastIndexOf('#') + 1), message);
    }
}
