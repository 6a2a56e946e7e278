using System.Security.Cryptography;
using Scanout.Pipeline.Sinks.Access;

namespace Scanout.Hosting.Configuration;

/// <summary>
/// Who is let in: passwords, users, certificates. Files are read once here, so that what is wrong with them is told at the start.
/// </summary>
public static partial class SettingsLoader
{
    static LoginSettings ReadLogin(SettingsSection section) => new()
    {
        Password = ReadPassword(section), PasswordExpires = ReadExpiry(section), Users = ReadUsers(section),
    };

    static string? ReadPassword(SettingsSection section)
    {
        var (password, file) = (section.OptionalText("password"), section.OptionalText("password-file"));
        if (file is null)
            return password;
        if (password is not null)
            section.Fault("password-file", "is given beside a password: one of them is enough");
        try
        {
            var line = File.ReadLines(file).FirstOrDefault();
            if (!string.IsNullOrEmpty(line))
                return line;
            section.Fault("password-file", $"'{file}' has no password in its first line");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            section.Fault("password-file", $"'{file}' can't be read: {failure.Message}");
        }
        return null;
    }

    static Expiry ReadExpiry(SettingsSection section)
    {
        var text = section.Text("password-expires", "never");
        if (!Expiry.TryParse(text, out var expiry))
            section.Fault("password-expires", $"'{text}' is none of now, never, +N seconds from the start, and N seconds since 1970");
        return expiry;
    }

    static string? ReadUsers(SettingsSection section)
    {
        if (section.OptionalText("users") is not { } file)
            return null;
        try
        {
            foreach (var fault in UserList.Read(file).Faults)
                section.Fault("users", $"'{file}' {fault}");
            if (IsOpenToOthers(file, UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite))
                section.Warn("users", $"'{file}' can be read by everybody or written by others: chmod 600");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            section.Fault("users", $"'{file}' can't be read: {failure.Message}; scanout user add NAME makes it");
        }
        return file;
    }

    /// <param name="section">The object <c>tls</c>.</param>
    /// <param name="mayBeOptional">Whether it says what <c>required</c> is.</param>
    /// <param name="shared">Whose certificate it is where none is named; null where there is none then.</param>
    static TlsSettings? ReadTls(SettingsSection section, bool mayBeOptional, TlsSettings? shared = null)
    {
        var (certificate, key) = (section.OptionalText("certificate"), section.OptionalText("key"));
        var isRequired = !mayBeOptional || section.Truth("required", true);
        section.FaultUnknown();
        if (certificate is null && key is null)
            return shared is null ? null : shared with { IsRequired = isRequired };
        if (certificate is null || key is null)
        {
            section.Fault(certificate is null ? "key" : "certificate", "is given alone: a certificate and its key go together");
            return null;
        }
        CheckCertificate(section, certificate, key);
        return new TlsSettings(certificate, key, isRequired);
    }

    static void CheckCertificate(SettingsSection section, string certificate, string key)
    {
        foreach (var (name, file) in new[] { ("certificate", certificate), ("key", key) })
            if (!File.Exists(file))
            {
                section.Fault(name, $"'{file}' is not there");
                return;
            }
        try
        {
            var read = TlsCertificate.Read(certificate, key).TargetCertificate;
            if (read.NotAfter.ToUniversalTime() < DateTime.UtcNow)
                section.Warn("certificate", $"'{certificate}' has expired on {read.NotAfter.ToUniversalTime():u}");
            if (IsOpenToOthers(key, UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite))
                section.Warn("key", $"'{key}' can be read by everybody or written by others: chmod 600");
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            section.Fault("certificate", $"'{certificate}' and '{key}' are no certificate and its key, in PEM: {failure.Message}");
        }
    }

    static bool IsOpenToOthers(string file, UnixFileMode mode) => (File.GetUnixFileMode(file) & mode) != 0;
}
