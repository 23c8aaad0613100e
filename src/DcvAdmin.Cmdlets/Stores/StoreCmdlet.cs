using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using DcvAdmin.Completion;
using DcvAdmin.Loading;
using DcvAdmin.Pipeline;
using DcvAdmin.Reporting;
using DcvAdmin.Tokens;

namespace DcvAdmin.Stores;

/// <summary>Base of cmdlets that work on a store. The store is opened by the first call that needs it, so that <c>-WhatIf</c> creates no file.</summary>
public abstract class StoreCmdlet : AsyncCmdlet
{
    private const int PageSize = 200;

    private IStoreConnection? _connection;
    private StoreUri? _store;
    private string? _storeText;

    /// <summary>The store: <c>sqlite:///path/to/file.db</c>, <c>https://broker:8443</c> or <c>dynamodb://table?region=eu-west-1</c>.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(StoreCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Store { get; set; }

    /// <summary>API client id and secret for a broker.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>JSON file with the id and secret of an API client, as a broker writes it at its first start.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CredentialFile { get; set; }

    /// <summary>PEM file with the certificate authority to trust.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CaFile { get; set; }

    /// <summary>The tokens of the store.</summary>
    private protected ITokenAdministration Tokens => (_connection ??= Open()).Tokens;

    /// <summary>The store's name, also before it is opened.</summary>
    private protected StoreUri StoreName => _store ??= ReadStoreName();

    /// <summary>The store's name as text, made once: cmdlets need it for every object.</summary>
    private protected string StoreText => _storeText ??= StoreName.ToString();

    /// <summary>Whether the store is a file that does not exist. Opening it would make it, which who only tests does not want.</summary>
    private protected bool IsStoreMissing => StoreName is StoreUri.Sqlite sqlite && !File.Exists(sqlite.Path);

    /// <summary>Lists tokens; a page is asked for when the one before has been consumed.</summary>
    private protected IEnumerable<TokenGrantSummary> Find(TokenFilter filter)
    {
        var tokens = Tokens;
        string? cursor = null;
        do
        {
            WriteVerbose($"Reading a page of up to {PageSize} tokens from {StoreText}.");
            var page = Await(StoreText, stop => tokens.FindAsync(filter, cursor, PageSize, stop));
            foreach (var grant in page.Items)
            {
                Remember(grant);
                yield return grant;
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    /// <summary>Offers a token to completion.</summary>
    private protected void Remember(TokenGrantSummary grant) => SeenTokens.Here.Add(StoreText, grant);

    private protected string? CaPath => CaFile is null ? null : ResolveFile(CaFile);

    private protected override void Begin()
    {
        if (Credential is not null && CredentialFile is not null) ThrowTerminatingError(Errors.CredentialTwice(CredentialFile));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _connection?.Dispose();
        base.Dispose(disposing);
    }

    private IStoreConnection Open()
    {
        var store = StoreName;
        var access = new StoreAccess
        {
            Actor = $@"{Environment.UserDomainName}\{Environment.UserName}",
            Credential = Credential?.GetNetworkCredential(),
            // Only a broker has a use for them, and a script that changes stores need not take them away.
            CredentialFile = CredentialFile is null || store is not StoreUri.Broker ? null : ResolveFile(CredentialFile),
            CaFile = store is StoreUri.Broker ? CaPath : null,
            Report = this,
        };
        WriteVerbose($"Opening the store {store}.");
        if (store is StoreUri.DynamoDb { HonoursPlaintext: true } table)
            WriteWarning($"{table.Table}: {TokenEvents.HonoursPlaintextWords}.");
        var connection = Await(store.ToString(), stop => AdapterLoader.Factory.OpenStoreAsync(store, access, stop));
        SeenTokens.Here.Add(store.ToString());
        return connection;
    }

    private StoreUri ReadStoreName()
    {
        try
        {
            return Store is null ? DataFolder.DefaultStore : StoreUri.Parse(Store);
        }
        catch (StoreException failure)
        {
            // Not the text itself as the target: it may hold a password, and error views print targets.
            ThrowTerminatingError(Errors.Of(failure, StoreUri.ForDisplay(Store ?? Environment.GetEnvironmentVariable(DataFolder.StoreVariable) ?? string.Empty), Subject));
            throw;
        }
    }

    private string ResolveFile(string path)
    {
        var resolved = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        if (provider.Name != "FileSystem") ThrowTerminatingError(Errors.PathNotFileSystem(path, provider.Name));
        if (!File.Exists(resolved)) ThrowTerminatingError(Errors.FileNotFound(resolved));
        return resolved;
    }
}
