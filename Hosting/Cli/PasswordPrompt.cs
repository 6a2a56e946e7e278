using System.Text;

namespace Scanout.Hosting.Cli;

/// <summary>Asks for a new password: twice and unseen at a terminal, else one line of standard input.</summary>
static class PasswordPrompt
{
    /// <summary>As much as a viewer can send.</summary>
    const int MaxBytes = Codecs.Rfb.VeNCrypt.MaxPlainBytes;

    public static string Read()
    {
        var password = Console.IsInputRedirected ? Console.In.ReadLine() ?? "" : Ask("Password: ");
        if (password.Length == 0)
            throw new CommandException("a password has one character at least");
        if (Encoding.UTF8.GetByteCount(password) > MaxBytes)
            throw new CommandException($"a password has {MaxBytes} bytes at most");
        if (!Console.IsInputRedirected && Ask("Once more: ") != password)
            throw new CommandException("the two passwords differ");
        return password;
    }

    static string Ask(string prompt)
    {
        Console.Error.Write(prompt);
        var typed = new StringBuilder();
        for (;;)
        {
            var key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
                break;
            if (key.Key == ConsoleKey.Backspace)
                typed.Length -= Math.Min(1, typed.Length);
            else if (!char.IsControl(key.KeyChar))
                typed.Append(key.KeyChar);
        }
        Console.Error.WriteLine();
        return typed.ToString();
    }
}
