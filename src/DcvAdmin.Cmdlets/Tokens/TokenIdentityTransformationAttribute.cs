using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;

namespace DcvAdmin.Tokens;

/// <summary>
/// Takes ids, objects of the sibling cmdlets, and any object with an Id property. A transformation rather than conversions, because the binder would
/// turn an object into a string before it looks at the object's Id.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TokenIdentityTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var identities = new List<TokenIdentity>();
        if ((inputData is PSObject { BaseObject: { } wrapped } ? wrapped : inputData) is IList list)
        {
            foreach (var item in list) identities.Add(Read(item));
        }
        else
        {
            identities.Add(Read(inputData));
        }

        return identities.ToArray();
    }

    private static TokenIdentity Read(object? item) => (item is PSObject wrapped ? wrapped.BaseObject : item) switch
    {
        TokenIdentity identity => identity,
        DcvAuthToken token => new TokenIdentity(token.Grant),
        TokenGrantSummary grant => new TokenIdentity(grant),
        TokenGrantId id => new TokenIdentity(id.Value),
        string text when text.Trim().Length > 0 => new TokenIdentity(text.Trim()),
        // PowerShell reads an unquoted id of digits alone as a number; the wrapper still knows how it was typed.
        ValueType => new TokenIdentity(item!.ToString()),
        // Rows of a CSV file, and objects that came through remoting or a job.
        not null when PSObject.AsPSObject(item).Properties["Id"]?.Value?.ToString() is { Length: > 0 } id => new TokenIdentity(id),
        _ => throw new ArgumentTransformationMetadataException("Give the id of a token, or an object of Get-DcvAuthToken or New-DcvAuthToken."),
    };
}
