using Microsoft.AspNetCore.Http.Metadata;

namespace DcvAdmin.Broker.Hosting;

/// <summary>Marks an endpoint with the longest body it reads, in bytes.</summary>
internal sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
