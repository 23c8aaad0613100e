using System;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces;

namespace DcvAdmin.Adapters.Tests.Workspaces;

public sealed class InventoryDocumentTests
{
    private const string Start = "{\"WorkspaceId\":\"ws-00000001\",\"Region\":\"eu-west-1\",\"AccountId\":\"123456789012\",";

    [Fact]
    public void What_a_newer_writer_added_does_not_keep_an_older_reader_out()
    {
        var workspace = InventoryDocument.Read(Start + "\"Version\":1,\"State\":\"Hibernated\",\"Colour\":{\"Name\":\"red\"}}", "ws-00000001");
        Assert.Equal(new DcvWorkspace("ws-00000001", "eu-west-1", "123456789012"), workspace);
    }

    [Theory]
    [InlineData(Start + "\"Version\":2}", StoreFault.NewerVersion)]
    [InlineData(Start + "\"Version\":0}", StoreFault.Damaged)]
    [InlineData("{\"Version\":1}", StoreFault.Damaged)]
    [InlineData("null", StoreFault.Damaged)]
    [InlineData("no JSON", StoreFault.Damaged)]
    public void What_cannot_be_read_is_an_error_that_names_the_row(string text, StoreFault fault)
    {
        var failure = Assert.Throws<StoreException>(() => InventoryDocument.Read(text, "ws-00000001"));
        Assert.Equal(fault, failure.Fault);
        Assert.Contains("ws-00000001", failure.Message, StringComparison.Ordinal);
    }
}
