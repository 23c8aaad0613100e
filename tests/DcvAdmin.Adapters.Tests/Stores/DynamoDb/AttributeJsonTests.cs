using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using DcvAdmin.Stores;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace DcvAdmin.Adapters.Tests.Stores.DynamoDb;

public sealed class AttributeJsonTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("{\"a\":{\"S\":\"\"},\"b\":{\"S\":\"\\u0000 \\\" \u00fc \\uD83D\\uDE00\"}}")]
    [InlineData("{\"a\":{\"N\":\"-12.5e3\"},\"b\":{\"B\":\"AAEC\"},\"c\":{\"SS\":[\"x\",\"y\"]},\"d\":{\"L\":[{\"S\":\"x\"},{\"L\":[]}]}}")]
    public void What_we_store_is_written_as_it_was_read(string json)
    {
        using var expected = JsonDocument.Parse(json);
        using var written = JsonDocument.Parse(Write(Read(json)));
        Assert.True(JsonElement.DeepEquals(expected.RootElement, written.RootElement));
    }

    [Fact]
    public void What_others_stored_is_read_whatever_its_type()
    {
        var item = Read("""{"t":{"BOOL":true},"n":{"NULL":true},"m":{"M":{"x":{"N":"1"}}},"ns":{"NS":["1","2"]},"bs":{"BS":["AA==","AQ=="]}}""");
        Assert.True(item["t"].BOOL);
        Assert.True(item["n"].NULL);
        Assert.Equal("1", item["m"].M["x"].N);
        Assert.Equal(["1", "2"], item["ns"].NS);
        Assert.Equal([[0], [1]], item["bs"].BS.Select(bytes => bytes.ToArray()));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"a\":1}")]
    [InlineData("{\"a\":{}}")]
    [InlineData("{\"a\":{\"Q\":1}}")]
    [InlineData("{\"a\":{\"S\":\"x\",\"N\":\"1\"}}")]
    [InlineData("{\"a\":{\"S\":\"x\"")]
    public void What_is_no_item_is_refused(string json) => Assert.ThrowsAny<JsonException>(() => Read(json));

    [Fact]
    public void A_value_that_no_item_of_ours_holds_is_not_written_as_another() =>
        Assert.Throws<NotSupportedException>(() => Write(new Item { ["a"] = new AttributeValue { BOOL = true } }));

    private static Item Read(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        return AttributeJson.Read(ref reader);
    }

    private static string Write(Item item)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text)) AttributeJson.Write(json, item);
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
