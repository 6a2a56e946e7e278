using Microsoft.Extensions.Logging;
using Scanout.Pipeline.Devices.Memory;

namespace Scanout.Pipeline.Sinks.Access;

/// <summary>
/// The service's users, from a file that is read anew when it changes. Lines that are faulty are nobody's and are logged once; a file that
/// can't be read any more lets nobody in. Any thread may ask.
/// </summary>
public sealed class UserFile(string path, ILogger logger)
{
    readonly Lock gate = new();
    FileStamp stamp;
    UserList list = UserList.Empty;
    PasswordHash decoy = PasswordHash.DefaultDecoy();
    bool isRead;

    /// <summary>Whether two paths lead to one file of users, however they are spelled.</summary>
    public static bool IsSame(string one, string other) => Path.GetFullPath(one) == Path.GetFullPath(other)
        || (FileIdentity.OfRegularFile(one) is { } file && FileIdentity.OfRegularFile(other) == file);

    /// <summary>The user whose name and password these are; null where there is none. Both ways it takes the same time.</summary>
    public UserEntry? Find(string name, string password)
    {
        var (current, other) = Look();
        var user = current.Users.GetValueOrDefault(name);
        return (user?.Password ?? other).Verify(password) ? user : null;
    }

    /// <summary>The user of that name, as the file tells of him now; null where there is none. It says nothing of who asks.</summary>
    public UserEntry? Find(string name) => Look().List.Users.GetValueOrDefault(name);

    /// <summary>Whether the file tells of the user what it told when he was found: he has not been removed, and neither password nor options have changed.</summary>
    public bool IsStill(UserEntry user) => Find(user.Name)?.ToString() == user.ToString();

    (UserList List, PasswordHash Decoy) Look()
    {
        lock (gate)
        {
            var now = FileStamp.Of(path);
            if (!isRead || now != stamp)
                Read(now);
            return (list, decoy);
        }
    }

    void Read(FileStamp now)
    {
        (stamp, isRead) = (now, true);
        try
        {
            list = UserList.Read(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            logger.UsersUnreadable(path, failure.Message);
            list = UserList.Empty;
        }
        foreach (var fault in list.Faults)
            logger.UserLineFaulty(path, fault);
        if (list.Users.Values.FirstOrDefault() is { } user)
            decoy = user.Password.Decoy();
    }
}
