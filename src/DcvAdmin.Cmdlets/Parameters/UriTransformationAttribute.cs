using System;
using System.Management.Automation;
using DcvAdmin.Stores;

namespace DcvAdmin.Parameters;

/// <summary>Takes a web address, or a host with or without a port, which then is meant to be asked over https.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class UriTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var input = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (input is null) return null;

        var text = (input is Uri known ? known.OriginalString : input.ToString()).Trim();
        // Without this, host:8443 would be an address of the scheme "host".
        var full = text.IndexOf("://", StringComparison.Ordinal) >= 0 ? text : "https://" + text;
        if (!Uri.TryCreate(full, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp) || uri.Host.Length == 0)
            throw new ArgumentTransformationMetadataException($"'{StoreUri.ForDisplay(text)}' is not a web address. Write https://host:port/path, host:port, or a host.");
        if (uri.UserInfo.Length > 0)
            throw new ArgumentTransformationMetadataException($"'{StoreUri.ForDisplay(text)}' holds a user name or password. Pass credentials apart from the address.");
        return uri;
    }
}
