using System.Text.Json;
using System.Text.Json.Serialization;

namespace DcvAdmin.Bench.Reports;

/// <summary>Reports as JSON objects.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Write<T>(T report) => JsonSerializer.Serialize(report, Options);
}
