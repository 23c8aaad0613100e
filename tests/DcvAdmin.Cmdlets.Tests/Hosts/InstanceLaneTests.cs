using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Hosts;

namespace DcvAdmin.Cmdlets.Tests.Hosts;

public sealed class InstanceLaneTests
{
    private readonly InstanceLane _lane = new(null, null);

    [Fact]
    public void Instances_that_are_asked_the_same_share_a_group()
    {
        Add("i-1", "x");
        Add("i-2", "y");
        Add("i-3", "x");
        Add("i-1", "x");
        Assert.Equal(["x i-1,i-3 | y i-2"], Shown);
        Assert.Equal((3, 3), (_lane.Answers, _lane.InstanceIds.Count));
    }

    [Fact]
    public void What_one_instance_is_asked_in_a_row_it_is_asked_in_that_order()
    {
        Add("i-1", "x");
        Add("i-2", "y");
        Add("i-2", "x");
        Add("i-1", "y");
        Add("i-1", "x");
        Assert.Equal(["x i-1 | y i-2", "x i-2 | y i-1", "x i-1"], Shown);
        Assert.Equal((5, 2), (_lane.Answers, _lane.InstanceIds.Count));
    }

    [Fact]
    public void Commands_are_told_apart_by_document_and_parameters()
    {
        Assert.Equal(Command("x"), Command("x"));
        Assert.Equal(Command("x").GetHashCode(), Command("x").GetHashCode());
        Assert.NotEqual(Command("x"), Command("y"));
        Assert.NotEqual(Command("x"), new InstanceCommand("Set"));
        Assert.NotEqual(Command("x"), Command("x") with { Document = "Get" });
    }

    private IEnumerable<string> Shown => _lane.Waves.Select(wave => string.Join(" | ", wave.Select(group => $"{group.Command.Parameters["Uri"]} {string.Join(',', group.InstanceIds)}")));

    private static InstanceCommand Command(string uri) => new("Set", new Dictionary<string, string> { ["Uri"] = uri });

    private void Add(string instanceId, string uri) => _lane.Add(instanceId, Command(uri));
}
