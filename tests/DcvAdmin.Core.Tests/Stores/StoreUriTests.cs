using System;
using System.Linq;
using DcvAdmin.Core.Tests.Properties;
using DcvAdmin.Stores;
using FsCheck.Fluent;

namespace DcvAdmin.Core.Tests.Stores;

public sealed class StoreUriTests
{
    [Theory]
    [InlineData("sqlite:///var/lib/dcvadmin/dcvadmin.db", "/var/lib/dcvadmin/dcvadmin.db")]
    [InlineData("SQLite:///var/lib/x.db", "/var/lib/x.db")]
    [InlineData("  sqlite:///x.db  ", "/x.db")]
    [InlineData("sqlite:///C:/ProgramData/DcvAdmin/x.db", "C:/ProgramData/DcvAdmin/x.db")]
    [InlineData("sqlite:///c:\\Data\\x.db", "c:\\Data\\x.db")]
    [InlineData("sqlite:////server/share/x.db", "//server/share/x.db")]
    [InlineData("sqlite:///my data/x.db", "/my data/x.db")]
    [InlineData("sqlite:///my%20data/x.db", "/my data/x.db")]
    [InlineData("sqlite:///what%3F/no%231.db", "/what?/no#1.db")]
    [InlineData("sqlite:///100%25.db", "/100%.db")]
    [InlineData("sqlite:///a+b.db", "/a+b.db")]
    [InlineData("sqlite:///d%C3%A4ten/x.db", "/däten/x.db")]
    [InlineData("sqlite:///däten/x.db", "/däten/x.db")]
    public void A_file_is_named_by_its_absolute_path(string text, string path) => Assert.Equal(path, Assert.IsType<StoreUri.Sqlite>(StoreUri.Parse(text)).Path);

    [Theory]
    [InlineData("https://broker:8443", "https://broker:8443")]
    [InlineData("https://broker:8443/", "https://broker:8443")]
    [InlineData("HTTPS://Broker.Example:8443", "https://broker.example:8443")]
    [InlineData("https://broker", "https://broker")]
    [InlineData("https://192.0.2.1:8443", "https://192.0.2.1:8443")]
    [InlineData("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443")]
    public void A_broker_is_named_by_its_address(string text, string normal)
    {
        var broker = Assert.IsType<StoreUri.Broker>(StoreUri.Parse(text));

        Assert.Equal(normal, broker.ToString());
        Assert.Equal(new Uri(normal), broker.BaseAddress);
        Assert.Equal(broker, StoreUri.Parse(normal));
    }

    [Theory]
    [InlineData("dynamodb://AuthenticationTokensTable", "AuthenticationTokensTable", null, null, null, false)]
    [InlineData("DynamoDB://tokens_1.b-2/", "tokens_1.b-2", null, null, null, false)]
    [InlineData("dynamodb://tokens?region=EU-west-1", "tokens", "eu-west-1", null, null, false)]
    [InlineData("dynamodb://tokens?profile=my%20own&legacy=plaintext", "tokens", null, "my own", null, true)]
    [InlineData("dynamodb://tokens?endpoint=http://127.0.0.1:8000&region=eu-west-1", "tokens", "eu-west-1", null, "http://127.0.0.1:8000", false)]
    [InlineData("dynamodb://tokens?endpoint=https%3A%2F%2Fvpce-1.dynamodb.eu-west-1.vpce.amazonaws.com", "tokens", null, null, "https://vpce-1.dynamodb.eu-west-1.vpce.amazonaws.com", false)]
    public void A_table_is_named_with_where_and_as_whom(string text, string table, string? region, string? profile, string? endpoint, bool honoursPlaintext)
    {
        var store = Assert.IsType<StoreUri.DynamoDb>(StoreUri.Parse(text));

        Assert.Equal(new StoreUri.DynamoDb(table) { Region = region, ProfileName = profile, Endpoint = endpoint is null ? null : new Uri(endpoint), HonoursPlaintext = honoursPlaintext }, store);
        Assert.Equal(store, StoreUri.Parse(store.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("x.db")]
    [InlineData("/var/lib/x.db")]
    [InlineData("C:\\Data\\x.db")]
    [InlineData("sqlite:/x.db")]
    [InlineData("sqlite:x.db")]
    [InlineData("://x")]
    [InlineData("sqlite://")]
    [InlineData("sqlite://x.db")]
    [InlineData("sqlite://./x.db")]
    [InlineData("sqlite://C:/x.db")]
    [InlineData("sqlite:///")]
    [InlineData("sqlite:///data/")]
    [InlineData("sqlite:///C:/")]
    [InlineData("sqlite:///data%2F")]
    [InlineData("sqlite:///x.db?mode=ro")]
    [InlineData("sqlite:///x.db#1")]
    [InlineData("sqlite:///a%00b.db")]
    [InlineData("http://broker:8443")]
    [InlineData("https://")]
    [InlineData("https://:8443")]
    [InlineData("https://broker:99999")]
    [InlineData("https://bro ker")]
    [InlineData("https://broker:8443/path")]
    [InlineData("https://broker:8443/?a=b")]
    [InlineData("https://broker:8443/#a")]
    [InlineData("dynamodb://")]
    [InlineData("dynamodb://ab")]
    [InlineData("dynamodb://my table")]
    [InlineData("dynamodb://table/sub")]
    [InlineData("dynamodb://table?region=eu")]
    [InlineData("dynamodb://table?region=eu-west-1a")]
    [InlineData("dynamodb://table?region=eu-west-1&region=eu-west-2")]
    [InlineData("dynamodb://table?profile=")]
    [InlineData("dynamodb://table?endpoint=http://elsewhere:8000")]
    [InlineData("dynamodb://table?endpoint=nowhere")]
    [InlineData("dynamodb://table?endpoint=ftp://127.0.0.1")]
    [InlineData("dynamodb://table?legacy=yes")]
    [InlineData("dynamodb://table?Legacy=plaintext")]
    [InlineData("dynamodb://table?secret=x")]
    [InlineData("dynamodb://table?")]
    [InlineData("mysql://host/db")]
    [InlineData("file:///x.db")]
    [InlineData("sqlite ://x")]
    public void Anything_else_is_refused_with_advice(string text)
    {
        var refusal = Assert.Throws<StoreException>(() => StoreUri.Parse(text));

        Assert.Equal(StoreFault.InvalidUri, refusal.Fault);
        Assert.Contains(refusal.Advice, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://alice:pa55word@broker:8443")]
    [InlineData("https://pa55word@broker:8443")]
    [InlineData("http://alice:pa55word@broker:8443")]
    [InlineData("https://alice:pa55word@bro ker:8443")]
    [InlineData("https://alice:pa55word@:8443")]
    [InlineData("mysql://root:pa55word@host/db")]
    [InlineData("mysql://root:pa55@word@host/db")]
    [InlineData("mysql://root:a/pa55word?#@host/db")]
    [InlineData("sqlite://alice:pa55word@host/x.db")]
    [InlineData("https://broker:8443/?password=pa55word")]
    [InlineData("mysql://host/db?password=pa55word")]
    [InlineData("dynamodb://tokens?secret=pa55word")]
    [InlineData("dynamodb://tokens?endpoint=https://alice:pa55word@host")]
    [InlineData("mysql://host/db?password=pa55@pa55word")]
    [InlineData("root:pa55word@host/db")]
    public void A_password_in_a_refused_name_is_not_repeated(string text)
    {
        var refusal = Assert.Throws<StoreException>(() => StoreUri.Parse(text));

        Assert.Equal(StoreFault.InvalidUri, refusal.Fault);
        Assert.DoesNotContain("pa55", refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("word@", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_names_what_was_refused() =>
        Assert.StartsWith("'ftp://host/x?***' is not the name of a store.", Assert.Throws<StoreException>(() => StoreUri.Parse("ftp://host/x?y=z")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("/var/lib/x.db", "sqlite:///var/lib/x.db")]
    [InlineData("C:\\Program Data\\x.db", "sqlite:///C:/Program%20Data/x.db")]
    [InlineData("C:/Data/x.db", "sqlite:///C:/Data/x.db")]
    [InlineData("\\\\server\\share\\x.db", "sqlite:////server/share/x.db")]
    [InlineData("/what?/no#1/100%.db", "sqlite:///what%3F/no%231/100%25.db")]
    [InlineData("/back\\slash.db", "sqlite:///back%5Cslash.db")]
    public void A_file_is_written_as_a_uri(string path, string text) => Assert.Equal(text, new StoreUri.Sqlite(path).ToString());

    [Fact]
    public void What_is_written_is_read_back()
    {
        // A path that ends with a separator names a folder, on Windows with either one.
        var paths = Any.Name(30).ListOf(3).Select(parts => "/data/" + string.Concat(parts)).Where(path => path[^1] != '/');
        Always.Holds(paths, path => Assert.Equal(new StoreUri.Sqlite(path), StoreUri.Parse(new StoreUri.Sqlite(path).ToString())), times: 1000);
        Always.Holds(paths.Where(path => path[^1] != '\\').Select(path => "D:" + path), path => Assert.Equal(new StoreUri.Sqlite(path.Replace('\\', '/')), StoreUri.Parse(new StoreUri.Sqlite(path).ToString())));
    }

    [Fact]
    public void A_relative_path_becomes_absolute()
    {
        var store = StoreUri.Sqlite.AtPath("x.db");

        Assert.Equal(System.IO.Path.GetFullPath("x.db"), store.Path);
        Assert.Equal(store, StoreUri.Parse(store.ToString()));
    }

    [Fact]
    public void Null_is_no_name() => Assert.Throws<ArgumentNullException>(() => StoreUri.Parse(null!));
}
