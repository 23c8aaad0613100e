using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Threading.Tasks;
using DcvAdmin.StoreContracts;
using DcvAdmin.Stores;
using DcvAdmin.Workspaces;
using FsCheck;
using FsCheck.Fluent;

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

    [Fact]
    public void Every_member_of_a_WorkSpace_but_its_connection_comes_back() => RandomCases.AllSatisfy(
        Workspaces.ToArbitrary(),
        workspace =>
        {
            var read = InventoryDocument.Read(InventoryDocument.Write(workspace), workspace.WorkspaceId);
            foreach (var member in Settable.Where(member => member.Name != nameof(DcvWorkspace.Connection)))
                Assert.True(Equals(member.GetValue(workspace), member.GetValue(read)), $"{member.Name} was '{member.GetValue(workspace) ?? "null"}' and is '{member.GetValue(read) ?? "null"}'.");
            Assert.Equal(workspace with { Connection = null }, read);
            return Task.CompletedTask;
        },
        300);

    [Fact]
    public void Each_member_is_drawn_filled_and_left_out()
    {
        // Were one never filled, the property above would prove nothing for it.
        var drawn = Workspaces.Sample(300).ToArray();
        foreach (var member in Settable)
        {
            var empty = member.GetValue(new DcvWorkspace("ws-00000001", "eu-west-1", "123456789012"));
            Assert.Contains(drawn, workspace => Equals(member.GetValue(workspace), empty));
            Assert.True(drawn.Count(workspace => !Equals(member.GetValue(workspace), empty)) > 30, $"{member.Name} is hardly ever filled.");
        }

        Assert.Contains(drawn, workspace => workspace.Tags is { Count: 0 });
    }

    private static IReadOnlyList<PropertyInfo> Settable { get; } = [.. typeof(DcvWorkspace).GetProperties().Where(member => member.CanWrite)];

    // By reflection: a member that is added to the record is drawn here without anybody's help, or fails for want of a generator.
    private static Gen<DcvWorkspace> Workspaces =>
        from identity in All(typeof(DcvWorkspace).GetConstructors().Single(constructor => constructor.GetParameters().Length == 3).GetParameters().Select(parameter => Any(parameter.ParameterType, mayBeNull: false)))
        from values in All(Settable.Select(member => Any(member.PropertyType, MayBeNull(new NullabilityInfoContext().Create(member)))))
        select Filled(new DcvWorkspace((string)identity[0]!, (string)identity[1]!, (string)identity[2]!), values);

    private static DcvWorkspace Filled(DcvWorkspace workspace, IReadOnlyList<object?> values)
    {
        foreach (var (member, value) in Settable.Zip(values)) member.SetValue(workspace, value);
        return workspace;
    }

    private static Gen<object?> Any(Type type, bool mayBeNull)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Any(underlying, mayBeNull: true);
        var filled = type == typeof(string) ? Text.Select(text => (object?)text)
            : type == typeof(bool) ? Gen.Elements<object?>(true, false)
            : type == typeof(int) ? Gen.OneOf(Gen.Choose(0, 100), Gen.Elements(int.MinValue, int.MaxValue)).Select(number => (object?)number)
            : type == typeof(TimeSpan) ? Gen.Choose(0, 100_000).Select(minutes => (object?)TimeSpan.FromMinutes(minutes))
            : type == typeof(DateTimeOffset) ? Instant.Select(instant => (object?)instant)
            : type.IsEnum ? Gen.Elements(Enum.GetValues(type).Cast<object?>())
            : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? ListOf(type.GenericTypeArguments[0])
            : type.IsClass && type.Namespace == typeof(DcvWorkspace).Namespace ? RecordOf(type)
            : throw new InvalidOperationException($"Nothing here draws a {type}.");
        return mayBeNull ? Gen.Frequency((1, Gen.Constant<object?>(null)), (3, filled)) : filled;
    }

    private static Gen<object?> ListOf(Type type) => Any(type, mayBeNull: false).ArrayOf().Resize(4).Select(items =>
    {
        var list = Array.CreateInstance(type, items.Length);
        items.CopyTo(list, 0);
        return (object?)list;
    });

    private static Gen<object?> RecordOf(Type type)
    {
        var constructor = type.GetConstructors().Single();
        return All(constructor.GetParameters().Select(parameter => Any(parameter.ParameterType, MayBeNull(new NullabilityInfoContext().Create(parameter))))).Select(values => (object?)constructor.Invoke([.. values]));
    }

    private static Gen<ImmutableList<object?>> All(IEnumerable<Gen<object?>> generators) => generators.Aggregate(
        Gen.Constant(ImmutableList<object?>.Empty), (before, next) => from values in before from value in next select values.Add(value));

    private static bool MayBeNull(NullabilityInfo member) => member.ReadState == NullabilityState.Nullable;

    // To the millisecond, from the year 1 to 9999, written by clocks of any zone.
    private static Gen<DateTimeOffset> Instant { get; } =
        from milliseconds in Gen.OneOf(Gen.Choose(int.MinValue, int.MaxValue).Select(number => 1_770_000_000_000L + number), Gen.Elements(-62_135_000_000_000L, 253_402_000_000_000L, 0L))
        from zone in Gen.Elements(0, 0, 2, -7)
        select DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToOffset(TimeSpan.FromHours(zone));

    // Halves of surrogate pairs are no text in the JSON that AWS answers with, and cannot come.
    private static Gen<string> Text { get; } = Gen.OneOf(
        Gen.Frequency((6, Gen.Choose(' ', '~')), (3, Gen.Elements("<>&\"'/\\+%".Select(c => (int)c))), (2, Gen.Choose(0, 0xFF)), (2, Gen.Choose(0x100, 0xD7FF)), (1, Gen.Choose(0xE000, 0xFFFF)), (2, Gen.Choose(0x10000, 0x10FFFF)))
            .Select(value => new Rune(value).ToString()).ArrayOf().Select(string.Concat),
        Gen.Elements("null", " ", "2026-03-01T12:00:00Z", "李 小龍 👩🏽‍💻", "{\"Version\":2}"));
}
