using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using DcvAdmin.Hosts;

namespace DcvAdmin.Adapters.Tests.Hosts;

/// <summary>A registry in memory that does as Windows does: names in any case, values with their types, null for what is missing, rights to write asked for when a key is opened.</summary>
internal sealed class FakeRegistryKey(FakeRegistryKey.Node node, bool writable) : IRegistryKey
{
    // As Windows numbers REG_SZ and REG_DWORD.
    private const int Text = 1, Dword = 4;

    private bool _isDisposed;

    public IReadOnlyList<string> SubKeyNames => [.. Living.Keys.Keys];

    public IReadOnlyList<string> ValueNames => [.. Living.Values.Keys];

    private Node Living => _isDisposed ? throw new ObjectDisposedException("key") : node;

    public object? Read(string name) => Living.Values.GetValueOrDefault(name);

    public int KindOf(string name) => Living.Kinds.TryGetValue(name, out var kind) ? kind : Living.Values[name] is int ? Dword : Text;

    public void Write(string name, object value)
    {
        Assert.True(value is string or int, "Only REG_SZ and REG_DWORD are written.");
        Restore(name, value, value is int ? Dword : Text);
    }

    public void Restore(string name, object value, int kind)
    {
        CheckWritable();
        if (node.RefusedValue == name) throw new UnauthorizedAccessException("Access to the registry key is denied.");
        if (node.RefusedKind == kind) throw new IOException("The registry is full.");
        // Windows keeps the name as it was first written.
        var known = node.Values.Keys.FirstOrDefault(one => string.Equals(one, name, StringComparison.OrdinalIgnoreCase)) ?? name;
        node.Values[known] = value;
        node.Kinds[known] = kind;
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

        public SortedDictionary<string, int> Kinds { get; } = new(StringComparer.OrdinalIgnoreCase);

        public string? RefusedValue { get; set; }

        public int? RefusedKind { get; set; }

        public Node this[string path] => path.Split('\\').Aggregate(this, (node, name) => node.Keys.TryGetValue(name, out var sub) ? sub : node.Keys[name] = new Node());
    }
}
