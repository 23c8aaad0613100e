using System;
using System.Globalization;
using System.Linq;
using Microsoft.AspNetCore.Http;

namespace DcvAdmin.Broker.Tokens;

/// <summary>The query of a list, read strictly: a parameter nobody knows, or that stands twice, is refused rather than left out.</summary>
internal sealed class ApiQuery
{
    private const int DefaultPageSize = 100;
    private const int MaximumPageSize = 1000;

    private readonly IQueryCollection _query;

    /// <exception cref="ApiRefusal">The query has another parameter than these.</exception>
    public ApiQuery(IQueryCollection query, params string[] known)
    {
        if (query.Keys.FirstOrDefault(key => !known.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } unknown) throw Refused($"There is no parameter {unknown}");
        _query = query;
    }

    public string? Single(string name)
    {
        var values = _query[name];
        if (values.Count > 1) throw Refused($"{name} stands twice");
        return values.Count == 0 ? null : values[0];
    }

    /// <summary><c>MaxResults</c>, 1 to 1000; 100 where absent.</summary>
    public int PageSize()
    {
        if (Single("MaxResults") is not { } text) return DefaultPageSize;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= MaximumPageSize
            ? size
            : throw Refused($"MaxResults is a whole number from 1 to {MaximumPageSize}");
    }

    private static ApiRefusal Refused(string message) => new(StatusCodes.Status400BadRequest, message);
}
