namespace DcvAdmin.Connections;

/// <summary>Who opens a link.</summary>
public enum ConnectionLinkForm
{
    /// <summary>A web browser: <c>https://</c>.</summary>
    Browser = 0,

    /// <summary>The address box of the native client.</summary>
    Native = 1,

    /// <summary>The native client, through the scheme <c>dcv://</c> that its installer registers.</summary>
    Handler = 2,
}
