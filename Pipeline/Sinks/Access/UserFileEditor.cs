using System.Text;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Sinks.Access;

/// <summary>
/// Changes a file of users: one user's line, all others as they are. The file is replaced whole, so that the service never reads half of
/// it; nobody but its owner may read it, and whose it is it stays.
/// </summary>
public static class UserFileEditor
{
    /// <summary>Adds the user, or puts his line in the place of the one that he had; says whether he is new.</summary>
    public static bool Set(string path, UserEntry user)
    {
        var lines = File.Exists(path) ? File.ReadAllLines(path, Encoding.UTF8).ToList() : [];
        var place = lines.FindIndex(line => IsOf(line, user.Name));
        if (place < 0)
            lines.Add(user.ToString());
        else
            lines[place] = user.ToString();
        Replace(path, lines);
        return place < 0;
    }

    /// <summary>Takes the user's line away; says whether there was one.</summary>
    public static bool Remove(string path, string name)
    {
        var lines = File.ReadAllLines(path, Encoding.UTF8).ToList();
        if (lines.RemoveAll(line => IsOf(line, name)) == 0)
            return false;
        Replace(path, lines);
        return true;
    }

    static bool IsOf(string line, string name) => line.StartsWith($"{name}:", StringComparison.Ordinal);

    static void Replace(string path, List<string> lines)
    {
        // Through a symbolic link: the link stays, what it leads to is replaced.
        var target = (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path);
        var draft = $"{target}.{Environment.ProcessId}";
        try
        {
            using (var file = new FileStream(draft, new FileStreamOptions
            {
                Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }))
            {
                file.Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => $"{line}\n"))));
                file.Flush(flushToDisk: true);
            }
            if (Libc.StatPath(Libc.AT_FDCWD, target, 0, Libc.STATX_BASIC_STATS, out var old) == 0)
                _ = Libc.Chown(draft, old.UserId, old.GroupId);
            File.Move(draft, target, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
