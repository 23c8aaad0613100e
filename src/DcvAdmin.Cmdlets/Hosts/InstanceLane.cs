using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Hosts;

/// <summary>
/// What is to be done in one region as one identity. Commands that ask different things of different instances go side by side; what one instance is asked one
/// after the other, it is asked in that order.
/// </summary>
internal sealed class InstanceLane(string? profileName, string? region)
{
    private readonly List<List<InstanceGroup>> _waves = [];
    private readonly Dictionary<string, (int Wave, InstanceCommand Command)> _last = [];

    public string? ProfileName => profileName;

    public string? Region => region;

    /// <summary>Groups that may run side by side; one wave after the other.</summary>
    public IReadOnlyList<IReadOnlyList<InstanceGroup>> Waves => _waves;

    /// <summary>Every instance, once.</summary>
    public IReadOnlyCollection<string> InstanceIds => _last.Keys;

    /// <summary>How many answers there will be.</summary>
    public int Answers => _waves.Sum(wave => wave.Sum(group => group.InstanceIds.Count));

    public void Add(string instanceId, InstanceCommand command)
    {
        var wave = 0;
        if (_last.TryGetValue(instanceId, out var last))
        {
            // Asked the same twice in a row.
            if (last.Command.Equals(command)) return;
            wave = last.Wave + 1;
        }

        _last[instanceId] = (wave, command);
        if (wave == _waves.Count) _waves.Add([]);
        var group = _waves[wave].FirstOrDefault(one => one.Command.Equals(command));
        if (group is null) _waves[wave].Add(group = new InstanceGroup(command, []));
        group.InstanceIds.Add(instanceId);
    }
}

/// <summary>Instances that are asked the same.</summary>
internal sealed record InstanceGroup(InstanceCommand Command, List<string> InstanceIds);
