using System;
using System.Collections.Generic;
using System.Linq;
using DcvAdmin.Hosts;

namespace DcvAdmin.Adapters.Tests.Hosts;

/// <summary>A registry in memory that does as Windows does: names in any case, values with their types, null for what is missing, rights to write asked for when a key is opened.</summary>
internal sealed class FakeRegistryKey(FakeRegistryKey.Node node, bool writable) : IRegistryKey
{
    private bool _isDisposed;

    public IReadOnlyList<string> SubKeyNames => [.. Living.Keys.Keys];

    public IReadOnlyList<string> ValueNames => [.. Living.Values.Keys];

    private Node Living => _isDisposed ? throw new ObjectDisposedException("key") : node;

    public object? Read(string name) => Living.Values.GetValueOrDefault(name);

    public void Write(string name, object value)
    {
        CheckWritable();
        if (node.RefusedValue == name) throw new UnauthorizedAccessException("Access to the registry key is denied.");
        Assert.True(value is string or int, "Only REG_SZ and REG_DWORD are written.");
        // Windows keeps the name as it was first written.
        var known = node.Values.Keys.FirstOrDefault(one => string.Equals(one, name, StringComparison.OrdinalIgnoreCase)) ?? name;
        node.Values[known] = value;
    }

    public void Delete(string name)
    {
        CheckWritable();
        node.Values.Remove(name);
    }

    public IRegistryKey? Open(string name, bool writable)
    {
        Assert.DoesNotContain('\\', name);
        return Living.Keys.TryGetValue(name, out var sub) ? new FakeRegistryKey(sub, writable) : null;
    }

    public IRegistryKey Create(string name)
    {
        Assert.DoesNotContain('\\', name);
        CheckWritable();
        if (!node.Keys.TryGetValue(name, out var sub)) node.Keys[name] = sub = new Node();
        return new FakeRegistryKey(sub, writable: true);
    }

    public void Dispose() => _isDisposed = true;

    private void CheckWritable()
    {
        if (!writable) throw new UnauthorizedAccessException("Cannot write to the registry key.");
        _ = Living;
    }

    public sealed class Node
    {
        public SortedDictionary<string, Node> Keys { get; } = new(StringComparer.OrdinalIgnoreCase);

        public SortedDictionary<string, object> Values { get; } = new(StringComparer.OrdinalIgnoreCase);

        public string? RefusedValue { get; set; }

        public Node this[string path] => path.Split('\\').Aggregate(this, (node, name) => node.Keys.TryGetValue(name, out var sub) ? sub : node.Keys[name] = new Node());
    }
}
