using System;
using System.Management.Automation;
using System.Security;

namespace DcvAdmin.Parameters;

/// <summary>Refuses a secret in plain text. The engine's own refusal would print the text it could not convert.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) as SecureString
        ?? throw new ArgumentTransformationMetadataException(
            "A token in plain text ends in the command history. Read it with -Token (Read-Host -AsSecureString), or pipe in the object of New-DcvAuthToken.");
}
