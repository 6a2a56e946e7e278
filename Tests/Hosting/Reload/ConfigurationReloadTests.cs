using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Reload;
using Scanout.Hosting.Web;
using Scanout.Tests.EndToEnd;
using Scanout.Tests.Hosting.Systemd;
using Scanout.Tests.Hosting.Web.Access;

namespace Scanout.Tests.Hosting.Reload;

public sealed class ConfigurationReloadTests
{
    readonly ToldSystemd systemd = new();

    [Fact]
    public async Task A_read_that_fails_in_whatever_way_ends_nothing_and_systemd_is_told_that_it_is_over()
    {
        await using var stage = await AccessStage.StartAsync();
        ReloadOf(stage, () => throw new InvalidOperationException("the disk is gone")).Run();
        Assert.Equal(["RELOADING=1", "READY=1"], systemd.Told.Select(told => told.Split('\n')[0]));
    }

    [Fact]
    public async Task A_service_that_ends_meanwhile_is_not_told_to_be_ready()
    {
        await using var stage = await AccessStage.StartAsync();
        ReloadOf(stage, () =>
        {
            stage.App.Services.GetRequiredService<Readiness>().WhyNot = "the service is ending";
            return Load(stage, "");
        }).Run();
        Assert.StartsWith("RELOADING=1", Assert.Single(systemd.Told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_roles_count_at_once_and_drop_no_viewer()
    {
        await using var stage = await AccessStage.StartAsync();
        var mallory = await stage.SignInAsync("mallory");
        Assert.Empty((await mallory.GetFromJsonAsync<DisplayRecord[]>("api/displays"))!);
        using var own = new HttpClient { BaseAddress = stage.Address };
        var displays = (await own.GetFromJsonAsync<DisplayRecord[]>("api/displays"))!;
        await using var viewer = await RawViewer.ConnectAsync(displays[0].Vnc!.Port);
        ReloadOf(stage, () => Load(
            stage, $"scanout.web {{ users = \"{stage.UsersFile}\", roles = [ {{ users = [mallory], displays = [demo-2], role = view }} ] }}")).Run();
        Assert.Equal(["demo-2"], (await mallory.GetFromJsonAsync<DisplayRecord[]>("api/displays"))!.Select(display => display.Name));
        await viewer.UpdateAsync();
    }

    ConfigurationReload ReloadOf(AccessStage stage, Func<SettingsResult> read) =>
        ActivatorUtilities.CreateInstance<ConfigurationReload>(stage.App.Services, Load(stage, "").Tree, read, systemd);

    static SettingsResult Load(AccessStage stage, string configuration)
    {
        var file = $"{stage.UsersFile}.hocon";
        File.WriteAllText(
            file, "scanout { web.port = 0, vnc.ports = \"0\", spice { ports = \"0\", tls-ports = \"0\" }, discovery { regions = \"\", demo = 2 } }\n"
            + $"{configuration}\nakka.loglevel = OFF\n");
        var loaded = SettingsLoader.Load(file, [], new Dictionary<string, string?> { ["HOSTNAME"] = null });
        Assert.Empty(loaded.Faults);
        return loaded;
    }
}
