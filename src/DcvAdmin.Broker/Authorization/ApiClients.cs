using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DcvAdmin.Broker.Hosting;
using DcvAdmin.Files;
using DcvAdmin.Tokens.BrokerApi;

namespace DcvAdmin.Broker.Authorization;

/// <summary>
/// The API clients that may log in, kept in <c>api-clients.json</c> with the SHA-256 of their secrets. The first start makes one client and
/// leaves its secret in <c>api-client.json</c>, which only the owner of the data folder can read.
/// </summary>
internal sealed class ApiClients
{
    private const string RegistryFileName = "api-clients.json";
    private const string FirstClientFileName = "api-client.json";
    private const int SecretBytes = 32;

    private readonly string _folder;
    private readonly TimeProvider _time;
    private Dictionary<string, ApiClient> _clients;

    private ApiClients(string folder, TimeProvider time, Dictionary<string, ApiClient> clients)
    {
        _folder = folder;
        _time = time;
        _clients = clients;
    }

    /// <summary>File with the first client's id and secret.</summary>
    public string FirstClientFile => Path.Combine(_folder, FirstClientFileName);

    private string RegistryFile => Path.Combine(_folder, RegistryFileName);

    public static ApiClients Load(string folder, TimeProvider time)
    {
        var path = Path.Combine(folder, RegistryFileName);
        if (!File.Exists(path)) return new ApiClients(folder, time, []);
        try
        {
            var registry = JsonSerializer.Deserialize(File.ReadAllText(path), ApiClientsJson.Default.ApiClientRegistry) ?? throw new JsonException("It is empty.");
            var clients = new Dictionary<string, ApiClient>(StringComparer.Ordinal);
            foreach (var client in registry.Clients) clients.Add(client.ClientId, client);
            return new ApiClients(folder, time, clients);
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException)
        {
            throw new StartFailure($"The list of API clients {path} is damaged: restore it from a backup, or move it away to begin with one new client.", failure);
        }
    }

    /// <summary>Whether this client exists, for access tokens issued before it was removed.</summary>
    public bool Contains(string clientId) => _clients.ContainsKey(clientId);

    /// <summary>Whether id and secret are those of a client; takes the same time for every wrong secret.</summary>
    public bool Authenticate(string clientId, string secret)
    {
        var presented = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
        var expected = _clients.TryGetValue(clientId, out var client) ? Convert.FromHexString(client.SecretSha256) : new byte[SHA256.HashSizeInBytes];
        return CryptographicOperations.FixedTimeEquals(presented, expected) && client is not null;
    }

    /// <summary>Makes the first client where there is none.</summary>
    public void MakeFirst(Uri broker, string? authorityFile)
    {
        if (_clients.Count > 0) return;
        var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var client = new ApiClient
        {
            ClientId = Guid.NewGuid().ToString(),
            Name = "first client",
            SecretSha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret))),
            CreatedAt = _time.GetUtcNow(),
        };

        // The secret before the registry: after a crash in between, the next start makes a client again, and no client exists whose secret is lost.
        var file = new ApiClientCredentialFile { BrokerUri = broker.GetLeftPart(UriPartial.Authority), ClientId = client.ClientId, ClientSecret = secret, CaFile = authorityFile };
        PrivateFiles.WriteAllText(FirstClientFile, JsonSerializer.Serialize(file, BrokerApiJson.Default.ApiClientCredentialFile) + "\n");
        PrivateFiles.WriteAllText(RegistryFile, JsonSerializer.Serialize(new ApiClientRegistry { Clients = [client] }, ApiClientsJson.Default.ApiClientRegistry) + "\n");
        _clients = new Dictionary<string, ApiClient>(StringComparer.Ordinal) { [client.ClientId] = client };
    }
}

/// <summary>One API client.</summary>
internal sealed record ApiClient
{
    public required string ClientId { get; init; }

    public required string Name { get; init; }

    /// <summary>A fast hash suffices: the secret is 256 random bits, made by the broker.</summary>
    public required string SecretSha256 { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The file.</summary>
internal sealed record ApiClientRegistry
{
    public required IReadOnlyList<ApiClient> Clients { get; init; }
}

[JsonSourceGenerationOptions(WriteIndented = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ApiClientRegistry))]
internal sealed partial class ApiClientsJson : JsonSerializerContext;
