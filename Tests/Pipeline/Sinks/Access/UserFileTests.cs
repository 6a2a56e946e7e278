using Scanout.Pipeline.Sinks.Access;
using Scanout.Tests.Support;

namespace Scanout.Tests.Pipeline.Sinks.Access;

public sealed class UserFileTests : IDisposable
{
    const string Hash = "pbkdf2-sha512$1000$AAAAAAAAAAA=$AAAAAAAAAAAAAAAAAAAAAA==";

    readonly TemporaryDirectory directory = new();
    readonly ListLogger log = new();

    string Path => System.IO.Path.Combine(directory.Path, "users");

    public void Dispose() => directory.Dispose();

    [Fact]
    public void A_user_is_found_by_his_own_password_alone()
    {
        Write(Line("alice", "wonder"), "", "# a comment", Line("bob", "build", isViewOnly: true));
        var users = new UserFile(Path, log);
        Assert.Equal(("alice", false), Found(users.Find("alice", "wonder")));
        Assert.Equal(("bob", true), Found(users.Find("bob", "build")));
        Assert.Null(users.Find("alice", "build"));
        Assert.Null(users.Find("Alice", "wonder"));
        Assert.Null(users.Find("carol", "wonder"));
        Assert.Empty(log.Lines);

        static (string?, bool?) Found(UserEntry? user) => (user?.Name, user?.IsViewOnly);
    }

    [Fact]
    public void The_file_is_read_anew_when_it_changes_and_lets_nobody_in_when_it_is_gone()
    {
        Write(Line("alice", "one"));
        var users = new UserFile(Path, log);
        Assert.NotNull(users.Find("alice", "one"));
        Write(Line("alice", "another"));
        Assert.Null(users.Find("alice", "one"));
        Assert.NotNull(users.Find("alice", "another"));
        File.Delete(Path);
        Assert.Null(users.Find("alice", "another"));
        Assert.Contains("can't be read", Assert.Single(log.Lines), StringComparison.Ordinal);
        Write(Line("alice", "back"));
        Assert.NotNull(users.Find("alice", "back"));
    }

    [Fact]
    public void A_faulty_line_is_told_once_and_leaves_the_others()
    {
        Write("alice", Line("bob", "build"));
        var users = new UserFile(Path, log);
        Assert.NotNull(users.Find("bob", "build"));
        Assert.NotNull(users.Find("bob", "build"));
        Assert.Contains("line 1 is not NAME:OPTIONS:PASSWORD", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alice", "is not NAME:OPTIONS:PASSWORD")]
    [InlineData("a:b:c:d", "is not NAME:OPTIONS:PASSWORD")]
    [InlineData("::" + Hash, "has no name of 1 to 64 characters")]
    [InlineData(" alice::" + Hash, "has no name of 1 to 64 characters")]
    [InlineData("al\u0007ice::" + Hash, "has no name of 1 to 64 characters")]
    [InlineData("alice:admin:" + Hash, "has an option that is not view-only")]
    [InlineData("alice::wonder", "the password is not kept as")]
    [InlineData("alice::md5$1000$AAAAAAAAAAA=$AAAAAAAAAAAAAAAAAAAAAA==", "the password is not kept as")]
    [InlineData("alice::pbkdf2-sha512$1$AAAAAAAAAAA=$AAAAAAAAAAAAAAAAAAAAAA==", "the iterations are no number")]
    [InlineData("alice::pbkdf2-sha512$99999999$AAAAAAAAAAA=$AAAAAAAAAAAAAAAAAAAAAA==", "the iterations are no number")]
    [InlineData("alice::pbkdf2-sha512$1000$AAAA$AAAAAAAAAAAAAAAAAAAAAA==", "the salt is not 8 to 64 bytes")]
    [InlineData("alice::pbkdf2-sha512$1000$AAAAAAAAAAA=$AAAA", "the hash is not 16 to 64 bytes")]
    [InlineData("alice::pbkdf2-sha512$1000$AAAAAAAAAAA=$!!!", "the hash is not 16 to 64 bytes")]
    [InlineData("bob::" + Hash, "names bob again")]
    public void What_is_wrong_with_a_line_is_one_clear_fault(string line, string fault)
    {
        var list = UserList.Parse([$"bob::{Hash}", line]);
        Assert.Equal(["bob"], list.Users.Keys);
        Assert.Matches("^line 2 .*" + System.Text.RegularExpressions.Regex.Escape(fault), Assert.Single(list.Faults));
    }

    [Fact]
    public void A_hash_is_that_of_PBKDF2()
    {
        // Python: hashlib.pbkdf2_hmac("sha256", b"wonder", b"a salt of ours", 2000, 20), and sha512.
        Assert.True(PasswordHash.TryParse("pbkdf2-sha256$2000$YSBzYWx0IG9mIG91cnM=$AR0ZV+AxnGMQJYowY2R+Ovu/io4=", out _)!.Verify("wonder"));
        Assert.True(PasswordHash.TryParse("pbkdf2-sha512$2000$YSBzYWx0IG9mIG91cnM=$7tSODT7aaOX0qP3wb2xiA63NKnM=", out _)!.Verify("wonder"));
    }

    [Fact]
    public void Two_hashes_of_one_password_differ_and_survive_being_written()
    {
        var (one, other) = (PasswordHash.Of("p", 1000), PasswordHash.Of("p", 1000));
        Assert.NotEqual(one.ToString(), other.ToString());
        Assert.True(PasswordHash.TryParse(one.ToString(), out _)!.Verify("p"));
        Assert.False(one.Decoy().Verify("p"));
        Assert.StartsWith("pbkdf2-sha512$210000$", PasswordHash.Of("p").ToString(), StringComparison.Ordinal);
    }

    void Write(params string[] lines) => File.WriteAllLines(Path, lines);

    static string Line(string name, string password, bool isViewOnly = false) =>
        new UserEntry(name, isViewOnly, PasswordHash.Of(password, 1000)).ToString();
}
