using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Text;
using System.Xml;

namespace DcvAdmin.Verification;

/// <summary>
/// The XML a verifier answers a DCV server with, in the compact forms of the DCV Administrator Guide ("Using external authentication"):
/// <c>&lt;auth result="yes"&gt;&lt;username&gt;USER&lt;/username&gt;&lt;/auth&gt;</c> and
/// <c>&lt;auth result="no"&gt;&lt;message&gt;TEXT&lt;/message&gt;&lt;/auth&gt;</c>, UTF-8, no prolog.
/// </summary>
public sealed class AuthReply
{
    /// <summary>The one text of every denial, so that a caller learns nothing from it.</summary>
    public const string DenialMessage = "The authentication token was not accepted";

    /// <summary>Content type of the reply. DCV does not specify one.</summary>
    public const string ContentType = "text/xml; charset=utf-8";

    /// <summary>Longest reply that <see cref="TryRead"/> reads, in characters.</summary>
    public const int MaximumCharacters = 16 * 1024;

    private static readonly XmlWriterSettings WriterSettings = new()
    {
        OmitXmlDeclaration = true,
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
        NewLineHandling = NewLineHandling.Entitize,
    };

    private static readonly byte[] DenialBytes = Write("no", "message", DenialMessage);

    private AuthReply(bool isGranted, string text)
    {
        IsGranted = isGranted;
        Text = text;
    }

    /// <summary>True for <c>result="yes"</c>.</summary>
    public bool IsGranted { get; }

    /// <summary>The user name of a yes, the message of a no.</summary>
    public string Text { get; }

    /// <summary>The bytes of a yes.</summary>
    /// <exception cref="ArgumentException">The name holds a character that XML 1.0 has no way to write.</exception>
    public static byte[] Grant(string userName) => Write("yes", "username", userName ?? throw new ArgumentNullException(nameof(userName)));

    /// <summary>The bytes of a no, as a copy.</summary>
    public static byte[] Deny() => (byte[])DenialBytes.Clone();

    /// <summary>Reads another verifier's reply: surrounding white space and a prolog are tolerated, a DTD is not.</summary>
    public static bool TryRead(string xml, [NotNullWhen(true)] out AuthReply? reply)
    {
        reply = null;
        if (xml is null) throw new ArgumentNullException(nameof(xml));
        if (xml.Length > MaximumCharacters) return false;

        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml.Trim()), settings);
            if (reader.MoveToContent() != XmlNodeType.Element || reader.Name != "auth") return false;
            var result = reader.GetAttribute("result");
            var element = result switch { "yes" => "username", "no" => "message", _ => null };
            if (element is null) return false;

            string? text = null;
            if (!reader.IsEmptyElement)
            {
                reader.Read();
                while (reader.MoveToContent() == XmlNodeType.Element)
                {
                    if (reader.Name != element) reader.Skip();
                    else if (text is null) text = reader.ReadElementContentAsString();
                    else return false;
                }
            }

            while (reader.Read())
            {
            }

            // Which of two names is meant, or whom a nameless yes lets in, is nothing to guess at.
            if (text is null || (result == "yes" && text.Length == 0)) return false;
            reply = new AuthReply(result == "yes", text);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static byte[] Write(string result, string element, string text)
    {
        using var buffer = new MemoryStream(128);
        using (var writer = XmlWriter.Create(buffer, WriterSettings))
        {
            writer.WriteStartElement("auth");
            writer.WriteAttributeString("result", result);
            writer.WriteElementString(element, text);
            writer.WriteEndElement();
        }

        return buffer.ToArray();
    }
}
