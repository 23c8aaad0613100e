using System;
using System.Globalization;
using System.Net;
using System.Text;
using System.Threading;
using DcvAdmin.Bench.Load;
using DcvAdmin.Bench.Servers;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;

namespace DcvAdmin.Bench.Verification;

/// <summary>Questions a DCV server asks: the same bytes but for session and token.</summary>
internal abstract class VerificationScript : Script
{
    private readonly int _sessionAt;
    private readonly int _tokenAt;

    protected VerificationScript(IPEndPoint server)
    {
        var session = new string('0', TokenList.SessionDigits);
        var token = new string('x', AuthToken.DefaultLength);
        var body = $"sessionId={TokenList.SessionPrefix}{session}&authenticationToken={token}&clientAddress={TokenList.ClientAddress}";
        var text = $"POST {BrokerServer.VerificationPath} HTTP/1.1\r\nHost: {server}\r\nContent-Type: {VerificationForm.MediaType}\r\nContent-Length: {body.Length.ToString(CultureInfo.InvariantCulture)}\r\n\r\n{body}";
        RequestTemplate = Encoding.ASCII.GetBytes(text);
        _sessionAt = text.IndexOf(session + "&", StringComparison.Ordinal);
        _tokenAt = text.IndexOf(token, StringComparison.Ordinal);
    }

    public override byte[] RequestTemplate { get; }

    protected void Write(byte[] request, int session, ReadOnlySpan<byte> token)
    {
        WriteDigits(request.AsSpan(_sessionAt, TokenList.SessionDigits), session);
        token.CopyTo(request.AsSpan(_tokenAt));
    }

    protected static void WriteDigits(Span<byte> place, int number)
    {
        for (var i = place.Length - 1; i >= 0; i--)
        {
            place[i] = (byte)('0' + (number % 10));
            number /= 10;
        }
    }
}

/// <summary>Tokens that were used before, any of them with the same chance.</summary>
internal class RepeatScript(IPEndPoint server, TokenList tokens, int count) : VerificationScript(server)
{
    private static readonly byte[] YesTemplate = AuthReply.Grant(TokenList.UserName(0));
    private static readonly int NumberAt = YesTemplate.AsSpan().IndexOf(Encoding.ASCII.GetBytes(TokenList.UserPrefix)) + TokenList.UserPrefix.Length;

    public override int TryWriteNext(byte[] request, ref ulong random)
    {
        var place = (int)(NextRandom(ref random) % (ulong)count);
        Write(request, TokenList.SessionNumber(place), tokens.Token(place));
        return place;
    }

    public override bool IsRight(int question, ReadOnlySpan<byte> body) => IsYesFor(question, body);

    public static bool IsYesFor(int place, ReadOnlySpan<byte> body)
    {
        if (body.Length != YesTemplate.Length) return false;
        Span<byte> number = stackalloc byte[TokenList.UserDigits];
        WriteDigits(number, place);
        return body[..NumberAt].SequenceEqual(YesTemplate.AsSpan(0, NumberAt))
            && body.Slice(NumberAt, TokenList.UserDigits).SequenceEqual(number)
            && body[(NumberAt + TokenList.UserDigits)..].SequenceEqual(YesTemplate.AsSpan(NumberAt + TokenList.UserDigits));
    }
}

/// <summary>The same questions for the bare endpoint, which answers them all alike.</summary>
internal sealed class BareScript(IPEndPoint server, TokenList tokens, int count) : RepeatScript(server, tokens, count)
{
    /// <summary>What the bare endpoint answers: as long as every yes.</summary>
    public static string Reply { get; } = Encoding.UTF8.GetString(AuthReply.Grant(TokenList.UserName(0)));

    private static readonly byte[] ReplyBytes = Encoding.UTF8.GetBytes(Reply);

    public override bool IsRight(int question, ReadOnlySpan<byte> body) => body.SequenceEqual(ReplyBytes);
}

/// <summary>Tokens for one use, each asked once.</summary>
internal sealed class FirstRedemptionScript(IPEndPoint server, TokenList tokens, int from, int count) : VerificationScript(server)
{
    private int _next = from - 1;

    public override int? Limit => count;

    public override int TryWriteNext(byte[] request, ref ulong random)
    {
        var place = Interlocked.Increment(ref _next);
        if (place >= from + count) return -1;
        Write(request, TokenList.SessionNumber(place), tokens.Token(place));
        return place;
    }

    public override bool IsRight(int question, ReadOnlySpan<byte> body) => RepeatScript.IsYesFor(question, body);
}

/// <summary>Tokens that no grant has.</summary>
internal sealed class UnknownTokenScript(IPEndPoint server) : VerificationScript(server)
{
    private static readonly byte[] No = AuthReply.Deny();

    public override int TryWriteNext(byte[] request, ref ulong random)
    {
        Span<byte> token = stackalloc byte[AuthToken.DefaultLength];
        for (var i = 0; i < token.Length; i++)
        {
            // 'A' to 'P': legal characters, and no need for more than that they differ.
            if (i % 16 == 0) NextRandom(ref random);
            token[i] = (byte)('A' + ((random >> (i % 16 * 4)) & 15));
        }

        Write(request, 0, token);
        return 0;
    }

    public override bool IsRight(int question, ReadOnlySpan<byte> body) => body.SequenceEqual(No);
}
