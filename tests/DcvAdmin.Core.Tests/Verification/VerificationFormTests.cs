using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using DcvAdmin.Core.Tests.Properties;
using DcvAdmin.Tokens;
using DcvAdmin.Verification;
using FsCheck;
using FsCheck.Fluent;

namespace DcvAdmin.Core.Tests.Verification;

public sealed class VerificationFormTests
{
    private const string Secret = "s3cr3t-T0ken";

    private static Gen<VerificationRequest> Requests { get; } =
        from session in Any.Name(TokenRequestRules.MaximumSessionIdLength)
        from token in Any.TokenText
        from address in Any.Address
        select new VerificationRequest(session, AuthToken.FromText(token), address);

    [Fact]
    public void What_is_written_is_read_back() =>
        Always.Holds(Requests, request => AssertReads(request, Encoding.ASCII.GetBytes(VerificationForm.Write(request))));

    [Fact]
    public void What_any_other_encoder_writes_is_read_back() => Always.Holds(Requests.Zip(Gen.Choose(0, int.MaxValue)), pair =>
    {
        var (request, seed) = pair;
        AssertReads(request, new FreeEncoder(seed).Write(request));
    });

    [Fact]
    public void The_form_of_the_documentation_is_read()
    {
        var request = Read("sessionId=console&authenticationToken=T0ken&clientAddress=192.0.2.7");

        Assert.Equal(("console", "T0ken", "192.0.2.7"), (request.SessionId, request.Token.Reveal(), request.ClientAddress.Value));
    }

    [Theory]
    [InlineData("sessionId=console&authenticationToken=T")]
    [InlineData("sessionId=console&authenticationToken=T&clientAddress=")]
    [InlineData("sessionId=console&authenticationToken=T&clientAddress")]
    [InlineData("sessionId=console&authenticationToken=T&clientAddress=+")]
    public void A_missing_or_blank_client_address_is_none(string body) => Assert.Same(ClientAddress.None, Read(body).ClientAddress);

    [Theory]
    [InlineData("authenticationToken=T&sessionId=console")]
    [InlineData("&&sessionId=console&&authenticationToken=T&&")]
    [InlineData("sessionId=console&authenticationToken=T&x&y=&z=1")]
    [InlineData("s%65ssion%49d=console&authentication%54oken=T")]
    public void Order_empty_fields_and_fields_of_a_later_dcv_do_not_matter(string body)
    {
        var request = Read(body);

        Assert.Equal(("console", "T"), (request.SessionId, request.Token.Reveal()));
    }

    [Theory]
    [InlineData("sessionId=a+b%20c%2Bd", "a b c+d")]
    [InlineData("sessionId=a=b", "a=b")]
    [InlineData("sessionId=%e2%82%ac%E2%82%AC", "€€")]
    [InlineData("sessionId=%F0%9F%96%A5", "🖥")]
    [InlineData("sessionId=ü", "ü")]
    public void Escapes_are_decoded_as_browsers_write_them(string field, string sessionId) =>
        Assert.Equal(sessionId, Read(field + "&authenticationToken=T").SessionId);

    [Theory]
    [InlineData("sessionId=a&sessionId=a")]
    [InlineData("sessionId=&sessionId=a")]
    [InlineData("sessionId=a&session%49d=a")]
    [InlineData("sessionId=a&authenticationToken=U")]
    [InlineData("sessionId=a&authentication%54oken=U")]
    [InlineData("sessionId=a&clientAddress=192.0.2.1&clientAddress=192.0.2.1")]
    [InlineData("sessionId=a&clientAddress&client%41ddress=192.0.2.1")]
    [InlineData("sessionId=a&x=1&x=2")]
    [InlineData("sessionId=a&x=1&%78=2")]
    [InlineData("sessionId=a&x&x")]
    [InlineData("sessionId=a&=1&=2")]
    [InlineData("sessionId=a&a+b=1&a%20b=2")]
    public void A_field_that_stands_twice_is_refused(string body) =>
        Assert.Equal("a field stands twice", Flaw(body + "&authenticationToken=" + Secret));

    [Fact]
    public void Field_names_are_compared_by_case() =>
        Assert.Equal("sessionId is missing or empty", Flaw("sessionid=console&authenticationToken=" + Secret));

    [Theory]
    [InlineData("%")]
    [InlineData("%4")]
    [InlineData("a%4")]
    [InlineData("%4g")]
    [InlineData("%g4")]
    [InlineData("%%41")]
    [InlineData("% 41")]
    [InlineData("%u0041")]
    [InlineData("%80")]
    [InlineData("%C3")]
    [InlineData("%C3%28")]
    [InlineData("%C0%AF")]
    [InlineData("%E0%80%AF")]
    [InlineData("%F0%80%80%AF")]
    [InlineData("%ED%A0%80")]
    [InlineData("%F4%90%80%80")]
    [InlineData("%FF")]
    public void Broken_escapes_and_broken_utf8_are_refused_in_names_and_values(string bad)
    {
        const string Flawed = "a percent escape is incomplete or the text is not UTF-8";

        Assert.Equal(Flawed, Flaw($"sessionId=a{bad}&authenticationToken={Secret}"));
        Assert.Equal(Flawed, Flaw($"sessionId=a&authenticationToken={Secret}{bad}"));
        Assert.Equal(Flawed, Flaw($"sessionId=a&authenticationToken={Secret}&{bad}=1"));
        Assert.Equal(Flawed, Flaw($"sessionId=a&authenticationToken={Secret}&{bad}"));
    }

    [Fact]
    public void Raw_bytes_that_are_not_utf8_are_refused()
    {
        byte[] body = [.. "sessionId=a"u8, 0xE4, .. "&authenticationToken=T"u8];

        Assert.False(VerificationForm.TryRead(body, body.Length, out _, out var flaw));
        Assert.Equal("a percent escape is incomplete or the text is not UTF-8", flaw);
    }

    [Theory]
    [InlineData("", "sessionId is missing or empty")]
    [InlineData("&&&", "sessionId is missing or empty")]
    [InlineData("sessionId&authenticationToken=" + Secret, "sessionId is missing or empty")]
    [InlineData("sessionId=&authenticationToken=" + Secret, "sessionId is missing or empty")]
    [InlineData("sessionId=a", "authenticationToken is missing or empty")]
    [InlineData("sessionId=a&authenticationToken", "authenticationToken is missing or empty")]
    [InlineData("sessionId=a&authenticationToken=", "authenticationToken is missing or empty")]
    [InlineData("sessionId=+a&authenticationToken=" + Secret, "sessionId begins or ends with white space")]
    [InlineData("sessionId=a%00&authenticationToken=" + Secret, "sessionId holds the control character U+0000")]
    [InlineData("sessionId=a&authenticationToken=" + Secret + "&clientAddress=a%0Ab", "clientAddress is too long or holds control characters")]
    public void A_field_that_cannot_be_used_is_named(string body, string flaw) => Assert.Equal(flaw, Flaw(body));

    [Fact]
    public void A_session_id_may_be_as_long_as_the_rules_allow_and_no_longer()
    {
        var longest = new string('s', TokenRequestRules.MaximumSessionIdLength);

        Assert.Equal(longest, Read($"sessionId={longest}&authenticationToken=T").SessionId);
        Assert.Equal("sessionId has 129 characters, more than 128", Flaw($"sessionId={longest}s&authenticationToken={Secret}"));
    }

    [Fact]
    public void A_client_address_may_be_as_long_as_the_rules_allow_and_no_longer()
    {
        var longest = new string('c', ClientAddress.MaximumLength);

        Assert.Equal(longest, Read($"sessionId=a&authenticationToken=T&clientAddress={longest}").ClientAddress.Value);
        Assert.Equal("clientAddress is too long or holds control characters", Flaw($"sessionId=a&authenticationToken={Secret}&clientAddress={longest}c"));
    }

    [Fact]
    public void A_body_may_have_eight_kibibytes_and_no_byte_more()
    {
        const string Start = "sessionId=a&authenticationToken=T&x=";
        var longest = Start + new string('x', VerificationForm.MaximumBytes - Start.Length);

        Assert.Equal(8192, longest.Length);
        Assert.Equal("a", Read(longest).SessionId);
        Assert.Equal("the body is longer than 8192 bytes", Flaw(longest + "x"));
    }

    [Fact]
    public void A_body_may_have_thirty_two_fields_and_no_more()
    {
        var others = Enumerable.Range(1, 30).Select(i => string.Create(CultureInfo.InvariantCulture, $"&f{i}=x"));
        var most = "sessionId=a&authenticationToken=T" + string.Concat(others);

        Assert.Equal("a", Read(most).SessionId);
        Assert.Equal("the body has more than 32 fields", Flaw(most + "&f31=x"));
    }

    [Fact]
    public void Only_the_counted_bytes_of_the_buffer_are_read()
    {
        var body = "sessionId=a&authenticationToken=Tail&sessionId=b"u8.ToArray();

        Assert.True(VerificationForm.TryRead(body, "sessionId=a&authenticationToken=T".Length, out var request, out _));
        Assert.Equal("T", request.Token.Reveal());
    }

    [Fact]
    public void Arbitrary_bytes_never_throw() => Always.Holds(Gen.OneOf(Any.Bytes, FormLike), body =>
    {
        var isRead = VerificationForm.TryRead(body, body.Length, out var request, out var flaw);

        Assert.Equal(isRead, request is not null);
        Assert.Equal(isRead, flaw is null);
    }, times: 3000);

    [Fact]
    public void No_flaw_repeats_what_was_posted() => Always.Holds(FormLike, body =>
    {
        if (VerificationForm.TryRead(body, body.Length, out _, out var flaw)) return;

        Assert.DoesNotContain("s3cr3t", flaw, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("conf1dential", flaw, StringComparison.OrdinalIgnoreCase);
    }, times: 3000);

    [Theory]
    [InlineData("application/x-www-form-urlencoded", true)]
    [InlineData("Application/X-WWW-Form-URLEncoded", true)]
    [InlineData("application/x-www-form-urlencoded;charset=utf-8", true)]
    [InlineData("application/x-www-form-urlencoded; charset=UTF-8", true)]
    [InlineData("application/x-www-form-urlencoded ; Charset=\"utf-8\"", true)]
    [InlineData(" application/x-www-form-urlencoded", true)]
    [InlineData("application/x-www-form-urlencoded;", true)]
    [InlineData("application/x-www-form-urlencoded; boundary=x", true)]
    [InlineData("application/x-www-form-urlencoded; boundary=x; charset=utf-8", true)]
    [InlineData("application/x-www-form-urlencoded; charset=iso-8859-1", false)]
    [InlineData("application/x-www-form-urlencoded; charset=utf-16", false)]
    [InlineData("application/x-www-form-urlencoded; CharSet=utf-16", false)]
    [InlineData("application/x-www-form-urlencoded; charset=", false)]
    [InlineData("application/x-www-form-urlencoded; charset=utf-8; charset=utf-16", false)]
    [InlineData("application/x-www-form-urlencoded-data", false)]
    [InlineData("application/json", false)]
    [InlineData("multipart/form-data; boundary=x", false)]
    [InlineData("text/plain; application/x-www-form-urlencoded", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_the_media_type_of_forms_in_utf8_is_taken(string? contentType, bool isForm) =>
        Assert.Equal(isForm, VerificationForm.IsFormContentType(contentType));

    /// <summary>Bodies that are nearly right: the pieces a form is made of, in any order and number.</summary>
    private static Gen<byte[]> FormLike { get; } =
        Gen.Elements(
            "sessionId", "authenticationToken", "clientAddress", "session%49d", "other", "=", "&", "&", "=", "+", "%", "%4", "%41", "%00", "%C3", "%E2%82%AC",
            Secret, Secret, "conf1dential", "conf1dential", "192.0.2.1", new string('x', 300),
            "sessionId=conf1dential&", "authenticationToken=" + Secret + "&", "clientAddress=conf1dential%0A&", "sessionId=conf1dential%07&")
        .ListOf()
        .Select(pieces => Encoding.UTF8.GetBytes(string.Concat(pieces)));

    private static VerificationRequest Read(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        Assert.True(VerificationForm.TryRead(bytes, bytes.Length, out var request, out var flaw), flaw);
        Assert.Null(flaw);
        return request;
    }

    private static string Flaw(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        Assert.False(VerificationForm.TryRead(bytes, bytes.Length, out var request, out var flaw));
        Assert.Null(request);
        Assert.DoesNotContain(Secret, flaw, StringComparison.Ordinal);
        return flaw;
    }

    private static void AssertReads(VerificationRequest request, byte[] body)
    {
        Assert.True(VerificationForm.TryRead(body, body.Length, out var read, out var flaw), flaw);
        Assert.Equal(request.SessionId, read.SessionId);
        Assert.Equal(request.Token.Reveal(), read.Token.Reveal());
        Assert.Equal(request.ClientAddress, read.ClientAddress);
    }

    /// <summary>Encodes a form in one of the many ways the format allows: any order, escapes where none is needed, hex digits of either case.</summary>
    private sealed class FreeEncoder(int seed)
    {
        private readonly Random _random = new(seed);

        public byte[] Write(VerificationRequest request)
        {
            var fields = new List<(string Name, string Value)>
            {
                ("sessionId", request.SessionId),
                ("authenticationToken", request.Token.Reveal()),
                ("clientAddress", request.ClientAddress.Value),
                ("protocol", "websocket & more"),
                ("sessionID", "not the session"),
                (string.Empty, "nameless"),
            };
            var shuffled = fields.ToArray();
            _random.Shuffle(shuffled);

            var body = new List<byte>();
            foreach (var (name, value) in shuffled)
            {
                body.AddRange(Enumerable.Repeat((byte)'&', _random.Next(body.Count == 0 ? 0 : 1, 3)));
                Encode(name, body, isName: true);
                body.Add((byte)'=');
                Encode(value, body, isName: false);
            }

            return [.. body];
        }

        private void Encode(string text, List<byte> body, bool isName)
        {
            foreach (var b in Encoding.UTF8.GetBytes(text))
            {
                var mustEscape = b is (byte)'%' or (byte)'&' or (byte)'+' || (isName && b == '=');
                if (!mustEscape && _random.Next(3) > 0) body.Add(b == ' ' && _random.Next(2) == 0 ? (byte)'+' : b);
                else body.AddRange(Encoding.ASCII.GetBytes("%" + Hex(b >> 4) + Hex(b & 15)));
            }
        }

        private string Hex(int digit) => digit.ToString(_random.Next(2) == 0 ? "x" : "X", CultureInfo.InvariantCulture);
    }
}
