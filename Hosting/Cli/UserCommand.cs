using System.CommandLine;
using Scanout.Hosting.Configuration.Hocon;
using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Hosting.Cli;

/// <summary><c>scanout user add|remove|list</c>: the users whom the service lets in. It takes notice by itself.</summary>
static class UserCommand
{
    public static Command Create()
    {
        var file = new Option<string?>("--file")
        {
            Description = "The file of users, where it is not the configuration's.", HelpName = "FILE",
        };
        var config = CommandOptions.Config();
        return new Command("user", "Tells and changes who is let in.") { Add(file, config), Remove(file, config), List(file, config) };
    }

    static Command Add(Option<string?> file, Option<string?> config)
    {
        var name = Name();
        var viewOnly = new Option<bool>("--view-only") { Description = "The user may watch and not control." };
        var command = new Command(
            "add", "Adds a user, or gives one another password. Without a terminal the password is read from standard input, one line.")
        {
            name, viewOnly, file, config,
        };
        command.SetAction(parsed =>
        {
            var path = PathOf(parsed.GetValue(file), parsed.GetValue(config));
            var user = parsed.GetValue(name)!;
            if (!UserEntry.IsName(user))
                throw new CommandException("a user's name has 1 to 64 characters, none of them a colon or a control character");
            var password = PasswordPrompt.Read();
            var isNew = UserFileEditor.Set(path, new UserEntry(user, parsed.GetValue(viewOnly), PasswordHash.Of(password)));
            Console.WriteLine($"{user} {(isNew ? "is added to" : "is changed in")} {path}");
            return ExitCodes.Success;
        });
        return command;
    }

    static Command Remove(Option<string?> file, Option<string?> config)
    {
        var name = Name();
        var command = new Command("remove", "Takes a user away. Whoever is connected stays.") { name, file, config };
        command.SetAction(parsed =>
        {
            var path = PathOf(parsed.GetValue(file), parsed.GetValue(config));
            if (!UserFileEditor.Remove(path, parsed.GetValue(name)!))
                throw new CommandException($"there is no user '{parsed.GetValue(name)}' in {path}");
            Console.WriteLine($"{parsed.GetValue(name)} is removed from {path}");
            return ExitCodes.Success;
        });
        return command;
    }

    static Command List(Option<string?> file, Option<string?> config)
    {
        var command = new Command("list", "Lists the users, one line each: the name, and what he may.") { file, config };
        command.SetAction(parsed =>
        {
            var path = PathOf(parsed.GetValue(file), parsed.GetValue(config));
            var list = UserList.Read(path);
            foreach (var user in list.Users.Values)
                Console.WriteLine($"{user.Name} {(user.IsViewOnly ? "view-only" : "control")}");
            foreach (var fault in list.Faults)
                Console.Error.WriteLine($"scanout: {path} {fault}");
            return list.Faults.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }

    static Argument<string> Name() => new("NAME") { Description = "The user's name." };

    /// <summary>The file that is named, or else the configuration's, which need not be there yet.</summary>
    static string PathOf(string? file, string? config)
    {
        if (file is not null)
            return file;
        var tree = ConfigurationFile.Load(config).Tree;
        var vnc = (tree.Value("scanout") as HoconObject)?.Value("vnc") as HoconObject;
        return vnc?.Value("users") is HoconScalar { Text.Length: > 0 } users
            ? users.Text
            : throw new CommandException("the configuration has no file of users: set scanout.vnc.users, or name one with --file");
    }
}
