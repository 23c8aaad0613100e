using System;
using System.Collections.Generic;
using System.Linq;

namespace DcvAdmin.Hosts;

/// <summary>
/// The text of a dcv.conf, and changes to it that leave everything else as it is: comments, order, unknown sections and keys, line ends, the end of the file and a byte
/// order mark. Sections of one name are one section, and of several lines for a key the last one counts, as GLib's key files have it (GLib, "GKeyFile").
/// </summary>
public sealed class DcvConf
{
    private const string ByteOrderMark = "\uFEFF";

    private readonly string _mark;
    private readonly List<Line> _lines;

    private DcvConf(string mark, List<Line> lines)
    {
        _mark = mark;
        _lines = lines;
    }

    private enum LineKind
    {
        /// <summary>Blank, a comment in prose, or something that is not understood.</summary>
        Other,
        Blank,
        Section,
        Key,
        /// <summary>A key behind a comment sign, as the stock file has them.</summary>
        CommentedKey,
    }

    /// <summary>What is set: of each key the line that counts, in the order of the file.</summary>
    public IEnumerable<(string Section, string Name, string Text)> Entries
    {
        get
        {
            var last = new Dictionary<(string, string), int>();
            for (var i = 0; i < _lines.Count; i++)
            {
                if (_lines[i].Kind == LineKind.Key) last[(_lines[i].Section, _lines[i].Name)] = i;
            }

            return last.Values.OrderBy(i => i).Select(i => (_lines[i].Section, _lines[i].Name, _lines[i].ValueText));
        }
    }

    /// <summary>Reads a text. There is no text that cannot be read; what is not understood is kept.</summary>
    public static DcvConf Parse(string text)
    {
        if (text is null) throw new ArgumentNullException(nameof(text));
        var start = text.StartsWith(ByteOrderMark, StringComparison.Ordinal) ? 1 : 0;
        var mark = text.Substring(0, start);
        var lines = new List<Line>();
        var section = string.Empty;
        while (start < text.Length)
        {
            var feed = text.IndexOf('\n', start);
            var next = feed < 0 ? text.Length : feed + 1;
            var end = feed < 0 ? feed = text.Length : feed > start && text[feed - 1] == '\r' ? feed - 1 : feed;
            var line = Line.Read(text.Substring(start, end - start), text.Substring(end, next - end), section);
            section = line.Section;
            lines.Add(line);
            start = next;
        }

        return new DcvConf(mark, lines);
    }

    /// <summary>What stands behind the equals sign of the line that counts, without the blanks around it; null where the key is not set.</summary>
    public string? Find(string section, string name) => LastIndexOf(LineKind.Key, section, name) is >= 0 and var i ? _lines[i].ValueText : null;

    /// <summary>
    /// The text with a key set. Its line is changed where there is one; otherwise a line is added behind the one that has the key commented out, at the end of the
    /// section's keys, or with its section at the end of the text. A line with a comment behind its value stays above as a comment.
    /// </summary>
    /// <returns>The same object where the key has this value already, however it is written.</returns>
    public DcvConf Set(string section, string name, SettingValue value)
    {
        if (value is null) throw new ArgumentNullException(nameof(value));
        _ = new SettingChange(section, name, value);
        var text = DcvConfValue.Write(value);
        var at = LastIndexOf(LineKind.Key, section, name);
        if (at >= 0)
        {
            if (value.Equals(DcvConfValue.Read(_lines[at].ValueText, value.Type))) return this;
            var changed = new List<Line>(_lines) { [at] = _lines[at].WithValue(text) };
            if (_lines[at].HasComment) changed.Insert(at, _lines[at].AsComment());
            return new DcvConf(_mark, changed);
        }

        var line = name + "=" + text;
        var lines = new List<Line>(_lines);
        var behind = LastIndexOf(LineKind.CommentedKey, section, name);
        if (behind < 0) behind = _lines.FindLastIndex(candidate => candidate.Kind is LineKind.Key && candidate.Section == section);
        if (behind < 0) behind = _lines.FindLastIndex(candidate => candidate.Kind is LineKind.Section && candidate.Section == section);
        if (behind >= 0)
        {
            InsertBehind(lines, behind, line, section);
            return new DcvConf(_mark, lines);
        }

        if (lines.Count == 0) lines.Add(Line.Read($"[{section}]", "\n", section));
        else
        {
            if (lines[lines.Count - 1].Kind != LineKind.Blank) InsertBehind(lines, lines.Count - 1, string.Empty, section);
            InsertBehind(lines, lines.Count - 1, $"[{section}]", section);
        }

        InsertBehind(lines, lines.Count - 1, line, section);
        return new DcvConf(_mark, lines);
    }

    /// <summary>
    /// The text without a key: every line that sets it goes, for otherwise an earlier one would count. One with a comment behind its value stays as a
    /// comment.
    /// </summary>
    /// <returns>The same object where the key is not set.</returns>
    public DcvConf Remove(string section, string name)
    {
        _ = new SettingChange(section, name, null);
        if (LastIndexOf(LineKind.Key, section, name) < 0) return this;
        var endsOpen = _lines[_lines.Count - 1].End.Length == 0;
        var lines = _lines.Where(line => !line.Sets(LineKind.Key, section, name) || line.HasComment).Select(line => line.Sets(LineKind.Key, section, name) ? line.AsComment() : line).ToList();
        // The last line had no line end, and so has the one that is last now.
        if (endsOpen && lines.Count > 0) lines[lines.Count - 1] = lines[lines.Count - 1].WithEnd(string.Empty);
        return new DcvConf(_mark, lines);
    }

    /// <summary>The whole text.</summary>
    public override string ToString() => _mark + string.Concat(_lines.Select(line => line.Text + line.End));

    /// <summary>Adds a line with the line end of the one before it. Where that one ends the text without one, the text goes on to end without one.</summary>
    private static void InsertBehind(List<Line> lines, int at, string text, string section)
    {
        var end = lines[at].End;
        if (end.Length == 0)
        {
            // Of the line above, where there is one: that is what the end of a mixed file looks like.
            var usual = at > 0 ? lines[at - 1].End : "\n";
            lines[at] = lines[at].WithEnd(usual);
        }

        lines.Insert(at + 1, Line.Read(text, end, section));
    }

    private int LastIndexOf(LineKind kind, string section, string name) => _lines.FindLastIndex(line => line.Sets(kind, section, name));

    private readonly record struct Line(string Text, string End, LineKind Kind, string Section, string Name, int ValueStart)
    {
        public string ValueText => Text.Substring(ValueStart).Trim();

        public static Line Read(string text, string end, string section)
        {
            var content = text.Trim();
            if (content.Length == 0) return new Line(text, end, LineKind.Blank, section, string.Empty, 0);
            if (SectionOf(content) is { } named) return new Line(text, end, LineKind.Section, named, string.Empty, 0);

            var equals = text.IndexOf('=');
            if (equals < 0) return new Line(text, end, LineKind.Other, section, string.Empty, 0);
            if (content[0] != '#') return new Line(text, end, LineKind.Key, section, text.Substring(0, equals).Trim(), equals + 1);
            var name = text.Substring(0, equals).Trim().TrimStart('#').Trim();
            return new Line(text, end, SettingChange.IsName(name) ? LineKind.CommentedKey : LineKind.Other, section, name, equals + 1);
        }

        // A comment behind the brackets is not in the format, but what it means is plain.
        private static string? SectionOf(string content)
        {
            var close = content[0] == '[' ? content.LastIndexOf(']') : -1;
            if (close < 0) return null;
            if (close < content.Length - 1)
            {
                close = content.IndexOf(']');
                if (!content.Substring(close + 1).TrimStart().StartsWith("#", StringComparison.Ordinal)) return null;
            }

            return content.Substring(1, close - 1);
        }

        public bool Sets(LineKind kind, string section, string name) => Kind == kind && Name == name && Section == section;

        /// <summary>Whether a comment seems to stand behind the value. Key files have none there, so that it is a part of a value that cannot be read.</summary>
        public bool HasComment => ValueText.IndexOf('#') >= 0 && DcvConfValue.Read(ValueText, null) is null or { Type: SettingType.Verbatim };

        public Line AsComment() => Read("#" + Text, End.Length == 0 ? "\n" : End, Section);

        public Line WithEnd(string end) => this with { End = end };

        public Line WithValue(string value)
        {
            var start = ValueStart;
            while (start < Text.Length && Text[start] is ' ' or '\t') start++;
            return this with { Text = Text.Substring(0, start) + value };
        }
    }
}
