using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.HelpBuilder.Cmdlets;

public class CmdletAssemblyTests
{
    private static readonly IReadOnlyList<CmdletShape> Cmdlets = CmdletAssembly.Read(typeof(SetSampleCommand).Assembly.Location);

    [Fact]
    public void Cmdlets_are_found_by_their_attribute() => Assert.Equal(["Get-DcvSample", "Set-DcvSample"], Cmdlets.Select(cmdlet => cmdlet.Name));

    [Fact]
    public void Parameters_stand_as_the_engine_lists_them() =>
        Assert.Equal(["Name", "InputObject", "Colour", "Size", "Age", "Force", "Store", "WhatIf", "Confirm"], Cmdlets[1].Parameters.Select(parameter => parameter.Name));

    [Fact]
    public void A_cmdlet_that_changes_nothing_has_no_what_if() => Assert.Equal(["Limit", "Store"], Cmdlets[0].Parameters.Select(parameter => parameter.Name));

    [Fact]
    public void The_default_set_comes_first() => Assert.Equal(["Name", "Object"], Cmdlets[1].ParameterSets);

    [Fact]
    public void A_cmdlet_without_sets_has_the_one_of_the_engine() => Assert.Equal([ParameterPlace.AllSets], Cmdlets[0].ParameterSets);

    [Fact]
    public void Output_types_are_named_in_full() => Assert.Equal(["DcvAdmin.HelpBuilder.Cmdlets.SampleColour", "System.String"], Cmdlets[1].OutputTypes);

    [Fact]
    public void A_parameter_knows_its_place_in_each_set()
    {
        var name = Parameter("Name");

        Assert.Equal(new ParameterPlace("Name") { IsMandatory = true, Position = 1, TakesPipelineProperties = true }, name.PlaceIn("Name"));
        Assert.Equal(new ParameterPlace("Object"), name.PlaceIn("Object"));
        Assert.Null(Parameter("InputObject").PlaceIn("Name"));
        Assert.Equal(ParameterPlace.AllSets, Parameter("Store").PlaceIn("Name")?.ParameterSet);
        Assert.True(Cmdlets[0].Parameters[0].Places.Single().IsHidden);
    }

    [Theory]
    [InlineData("Name", "String[]", "string[]")]
    [InlineData("Colour", "SampleColour", "SampleColour")]
    [InlineData("Age", "TimeSpan", "timespan")]
    [InlineData("Force", "SwitchParameter", "SwitchParameter")]
    public void Types_are_named_as_the_engine_names_them(string name, string type, string shortType) =>
        Assert.Equal((type, shortType), (Parameter(name).Type, Parameter(name).ShortType));

    [Fact]
    public void What_attributes_say_is_read()
    {
        Assert.Equal(["N", "Label"], Parameter("Name").Aliases);
        Assert.True(Parameter("Name") is { IsArray: true, TakesWildcards: true, IsSwitch: false });
        Assert.True(Parameter("Force") is { IsArray: false, TakesWildcards: false, IsSwitch: true });
        Assert.Equal(["Red", "Green"], Parameter("Colour").AllowedValues);
        Assert.Equal(["small", "large"], Parameter("Size").AllowedValues);
        Assert.Equal("small", Parameter("Size").Default);
        Assert.Equal(["cf"], Parameter("Confirm").Aliases);
        Assert.True(Parameter("Confirm").IsOfEngine);
    }

    private static ParameterShape Parameter(string name) => Cmdlets[1].Parameters.Single(parameter => parameter.Name == name);
}
