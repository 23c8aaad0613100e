using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security;
using System.Threading;
using System.Threading.Tasks;

namespace DcvAdmin.Hosts;

/// <summary>
/// Settings in the registry: a key for each section, below it the keys of nested sections. The registry changes one value at a time; where one cannot be written, those
/// written before it are put back.
/// </summary>
internal sealed class RegistryConfiguration(string location, Func<bool, IRegistryKey?> openRoot) : IHostConfiguration
{
    // DCV nests two deep; a link in the registry could nest without end.
    private const int MaximumDepth = 8;

    public string Location => location;

    public Task<IReadOnlyList<StoredSetting>> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(Guard("read", () =>
    {
        using var root = Open(writable: false);
        var stored = new List<StoredSetting>();
        Read(root, [], stored, cancellationToken);
        return (IReadOnlyList<StoredSetting>)stored;
    }));

    public Task<bool> ApplyAsync(IReadOnlyList<SettingChange> changes, CancellationToken cancellationToken) => Task.FromResult(Guard("written", () =>
    {
        using (var root = Open(writable: false))
        {
            changes = [.. changes.Where(change => !IsDone(root, change))];
        }

        if (changes.Count == 0) return false;
        cancellationToken.ThrowIfCancellationRequested();
        using var writable = Open(writable: true);
        var undo = new Stack<(SettingChange Change, Action Step)>();
        try
        {
            foreach (var change in changes) Carry(writable, change, undo);
            return true;
        }
        catch (Exception failure)
        {
            var left = PutBack(undo);
            if (left.Count == 0) throw;
            throw new HostException(HostFault.Unavailable, $"{location} could not be written: {failure.Message} What was written before that could not be put back: {string.Join(", ", left)}.",
                "Look at these settings and set them again.", failure);
        }
    }));

    private static void Read(IRegistryKey key, IReadOnlyList<string> sections, List<StoredSetting> stored, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var section = string.Join("/", sections);
        foreach (var name in key.ValueNames)
        {
            // The default value of a key has no name and is no setting.
            if (name.Length == 0 || key.Read(name) is not { } value) continue;
            var known = HostSettings.Find(section, name);
            stored.Add(new StoredSetting(known?.Section ?? section, known?.Name ?? name, RegistryValue.Read(value, known?.Type), RegistryValue.ToText(value)));
        }

        if (sections.Count == MaximumDepth) return;
        foreach (var name in key.SubKeyNames)
        {
            using var sub = key.Open(name, writable: false);
            if (sub is not null) Read(sub, [.. sections, name], stored, cancellationToken);
        }
    }

    private static bool IsDone(IRegistryKey root, SettingChange change)
    {
        using var key = OpenSection(root, change.Section, writable: false);
        var value = key?.Read(change.Name);
        return change.Value is null ? value is null : value is not null && change.Value.Equals(RegistryValue.Read(value, change.Value.Type));
    }

    private static void Carry(IRegistryKey root, SettingChange change, Stack<(SettingChange Change, Action Step)> undo)
    {
        if (change.Value is null)
        {
            using var key = OpenSection(root, change.Section, writable: true);
            if (key is null) return;
            Remember(root, change, key, undo);
            key.Delete(change.Name);
            return;
        }

        using var section = CreateSection(root, change.Section);
        Remember(root, change, section, undo);
        section.Write(change.Name, RegistryValue.Write(change.Value));
    }

    private static void Remember(IRegistryKey root, SettingChange change, IRegistryKey section, Stack<(SettingChange Change, Action Step)> undo)
    {
        var before = section.Read(change.Name);
        var kind = before is null ? 0 : section.KindOf(change.Name);
        undo.Push((change, () =>
        {
            using var key = OpenSection(root, change.Section, writable: true);
            if (before is null) key?.Delete(change.Name);
            else key?.Restore(change.Name, before, kind);
        }));
    }

    /// <summary>Takes back what was done, all that can be: one value that cannot be put back is no reason to leave the others.</summary>
    /// <returns>The settings that are still changed.</returns>
    private static List<string> PutBack(Stack<(SettingChange Change, Action Step)> undo)
    {
        var left = new List<string>();
        foreach (var (change, step) in undo)
        {
            try
            {
                step();
            }
            catch (Exception failure) when (failure is UnauthorizedAccessException or SecurityException or IOException)
            {
                left.Add($"{change.Section}/{change.Name}");
            }
        }

        return left;
    }

    private static IRegistryKey? OpenSection(IRegistryKey root, string section, bool writable)
    {
        var key = root;
        foreach (var part in section.Split('/'))
        {
            var next = key.Open(part, writable);
            if (key != root) key.Dispose();
            if (next is null) return null;
            key = next;
        }

        return key;
    }

    private static IRegistryKey CreateSection(IRegistryKey root, string section)
    {
        var key = root;
        foreach (var part in section.Split('/'))
        {
            var next = key.Create(part);
            if (key != root) key.Dispose();
            key = next;
        }

        return key;
    }

    private IRegistryKey Open(bool writable) => openRoot(writable)
        ?? throw new HostException(HostFault.NotFound, $"There is no registry key {location}.", "Check whether a DCV server is installed there.");

    private T Guard<T>(string verb, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or SecurityException)
        {
            throw new HostException(HostFault.AccessDenied, $"This account may not have {location} {verb}.", "Run as an administrator.", failure);
        }
        catch (IOException failure)
        {
            throw new HostException(HostFault.Unavailable, $"{location} could not be {verb}: {failure.Message}", "Try again; a key may have been deleted in this moment.", failure);
        }
    }
}
