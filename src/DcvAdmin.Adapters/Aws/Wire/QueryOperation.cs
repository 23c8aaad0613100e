using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace DcvAdmin.Aws.Wire;

/// <summary>
/// One operation of a service that speaks the EC2 query protocol: a POST of a form to the root, an answer in XML, errors by Response/Errors/Error. Source: Smithy,
/// "AWS EC2 query protocol".
/// </summary>
/// <param name="name">The operation, without parameters: none that is used has any.</param>
internal sealed class QueryOperation(string name)
{
    private static readonly AnswerReader Reader = new();

    // An answer that defines entities is none of AWS's.
    private static readonly XmlReaderSettings Strict = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    /// <summary>Calls the operation.</summary>
    public async Task<XElement> CallAsync(WireClient client, CancellationToken cancellationToken)
    {
        var body = Encoding.ASCII.GetBytes($"Action={name}&Version={client.Service.Version}");
        var options = new InvokeOptions { RequestMarshaller = new RequestWriter(client.Service, body), ResponseUnmarshaller = Reader };
        var received = await client.CallAsync<Answer>(new Call(name, mayBeRepeated: true), options, cancellationToken).ConfigureAwait(false);
        return Read(received.Body);
    }

    private static XElement Read(byte[] body)
    {
        using var stream = new MemoryStream(body);
        using var reader = XmlReader.Create(stream, Strict);
        return XElement.Load(reader);
    }

    private sealed class Answer : AmazonWebServiceResponse
    {
        public byte[] Body { get; init; } = [];
    }

    private sealed class RequestWriter(WireService service, byte[] body) : IMarshaller<IRequest, AmazonWebServiceRequest>
    {
        public IRequest Marshall(AmazonWebServiceRequest input)
        {
            var request = new DefaultRequest(input, service.Id) { HttpMethod = "POST", ResourcePath = "/", Content = body };
            request.Headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8";
            return request;
        }
    }

    // The SDK's reader for XML keeps the stream to itself; the one for JSON hands it out, and looks at nothing in it.
    private sealed class AnswerReader : JsonResponseUnmarshaller
    {
        public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext context) => new Answer { Body = All(context.Stream) };

        public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext context, Exception innerException, HttpStatusCode statusCode)
        {
            string? code = null, message = null, request = null;
            try
            {
                var root = Read(All(context.Stream));
                code = Text(root, "Code");
                message = Text(root, "Message");
                request = Text(root, "RequestID") ?? Text(root, "RequestId");
            }
            catch (XmlException)
            {
                // The status has to do.
            }

            return new AmazonServiceException(message, innerException, ErrorType.Unknown, code, request, statusCode);
        }

        private static string? Text(XElement root, string element) => root.Descendants().FirstOrDefault(found => found.Name.LocalName == element)?.Value;

        private static byte[] All(Stream stream)
        {
            using var body = new MemoryStream();
            stream.CopyTo(body);
            return body.ToArray();
        }
    }
}
