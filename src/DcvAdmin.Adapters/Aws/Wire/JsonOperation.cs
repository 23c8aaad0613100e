using System;
using System.IO;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace DcvAdmin.Aws.Wire;

/// <summary>
/// One operation of a service that speaks AWS JSON 1.0 or 1.1: a POST of a JSON object to the root, the operation in X-Amz-Target, errors by <c>__type</c>
/// or x-amzn-ErrorType. Source: Smithy, "AWS JSON 1.0 and 1.1 protocols".
/// </summary>
/// <param name="name">The operation.</param>
/// <param name="request">How the request is written.</param>
/// <param name="answer">How the answer is read: unknown members are skipped, and one that is required and not there is not understood.</param>
/// <param name="mayBeRepeated">Whether doing it twice is the same as doing it once; where not, <see cref="OnceOnly"/> sees to it.</param>
internal sealed class JsonOperation<TRequest, TAnswer>(string name, JsonTypeInfo<TRequest> request, JsonTypeInfo<TAnswer> answer, bool mayBeRepeated = true)
    where TAnswer : class
{
    private static readonly AnswerReader Reader = new();

    /// <summary>Calls the operation.</summary>
    public async Task<TAnswer> CallAsync(WireClient client, TRequest body, CancellationToken cancellationToken)
    {
        var options = new InvokeOptions { RequestMarshaller = new RequestWriter(client.Service, name, JsonSerializer.SerializeToUtf8Bytes(body, request)), ResponseUnmarshaller = Reader };
        var received = await client.CallAsync<Answer>(new Call(name, mayBeRepeated), options, cancellationToken).ConfigureAwait(false);
        // Read here and not in the pipeline, which would ask again where an answer is not understood, although what was asked for may have been done.
        return JsonSerializer.Deserialize(received.Body, answer) ?? throw new JsonException("The answer is null.");
    }

    private sealed class Answer : AmazonWebServiceResponse
    {
        // The pipeline wants a constructor without parameters, which it never calls.
        public byte[] Body { get; init; } = [];
    }

    private sealed class RequestWriter(WireService service, string name, byte[] body) : IMarshaller<IRequest, AmazonWebServiceRequest>
    {
        public IRequest Marshall(AmazonWebServiceRequest input)
        {
            var request = new DefaultRequest(input, service.Id) { HttpMethod = "POST", ResourcePath = "/", Content = body };
            request.Headers["X-Amz-Target"] = $"{service.TargetPrefix}.{name}";
            request.Headers["Content-Type"] = $"application/x-amz-json-{service.JsonVersion}";
            return request;
        }
    }

    private sealed class AnswerReader : JsonResponseUnmarshaller
    {
        public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext context)
        {
            using var body = new MemoryStream();
            context.Stream.CopyTo(body);
            return new Answer { Body = body.ToArray() };
        }

        public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext context, Exception innerException, HttpStatusCode statusCode)
        {
            var reader = new StreamingUtf8JsonReader(context.Stream);
            var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(context, ref reader);
            return new AmazonServiceException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode);
        }
    }
}
