using Scanout.Hosting.Cli;

namespace Scanout.Tests.Hosting.Cli;

public sealed class ExportCommandTests
{
    [Theory]
    [InlineData("FILE OUT.mkv"), InlineData("FILE -"), InlineData("FILE OUT.png --from 03:12"), InlineData("FILE OUT.mp4 --from -5m --to -1:30")]
    [InlineData("FILE OUT.mkv --from +1h5m --to 2026-11-26T03:12:00Z --resize split --codec zmbv --no-cursor --key KEY")]
    [InlineData("FILE - --rate 60")]
    public void What_the_command_understands(string arguments) =>
        Assert.Empty(ExportCommand.Create().Parse(arguments.Split(' ')).Errors);

    [Theory]
    [InlineData("FILE"), InlineData("FILE OUT.mkv --from yesterday"), InlineData("FILE OUT.mkv --codec mpeg"), InlineData("FILE - --rate 0")]
    [InlineData("FILE - --rate many"), InlineData("FILE OUT.mkv --resize no"), InlineData("FILE OUT.mkv --to")]
    public void What_it_does_not(string arguments) =>
        Assert.NotEmpty(ExportCommand.Create().Parse(arguments.Split(' ')).Errors);
}
