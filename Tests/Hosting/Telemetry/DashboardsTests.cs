using System.Text.Json;

namespace Scanout.Tests.Hosting.Telemetry;

public sealed class DashboardsTests
{
    [Theory]
    [InlineData("up{job=\"a{b}\"} == 0", "up")]
    [InlineData("sum by (le, x) (rate(a_total{b=~\"c|d\", e!=\"f\"}[5m])) > 3 * b and c unless on (x) d", "a_total b c d")]
    [InlineData("histogram_quantile(0.99, sum by (le) (increase(a_seconds_bucket[$__rate_interval])))", "a_seconds_bucket")]
    [InlineData("time() - a_seconds offset 5m", "a_seconds")]
    public void The_names_in_a_query_are_found(string query, string names) =>
        Assert.Equal(names.Split(' '), PromQuery.MetricsOf(query));

    [Fact]
    public void The_dashboard_can_be_imported_and_its_panels_do_not_overlap()
    {
        var root = Dashboards.Dashboard();
        Assert.Equal("DS_PROMETHEUS", Assert.Single(root.GetProperty("__inputs").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal(
            ["host", "display"],
            root.GetProperty("templating").GetProperty("list").EnumerateArray().Select(each => each.GetProperty("name").GetString()));
        var panels = root.GetProperty("panels").EnumerateArray().ToArray();
        Assert.Equal(
            ["Fleet", "Display", "Sinks", "Recordings"],
            panels.Where(panel => panel.GetProperty("type").GetString() == "row").Select(panel => panel.GetProperty("title").GetString()));
        Assert.Equal(panels.Length, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        var cells = panels.SelectMany(CellsOf).ToArray();
        Assert.Equal(cells.Length, cells.Distinct().Count());
        Assert.All(cells, cell => Assert.InRange(cell.X, 0, 23));
    }

    [Fact]
    public void Every_alert_has_an_expression_and_every_panel_one() =>
        Assert.All([.. Dashboards.Alerts(), .. Dashboards.Panels()], each => Assert.NotEmpty(PromQuery.MetricsOf(each.Query)));

    static IEnumerable<(int X, int Y)> CellsOf(JsonElement panel)
    {
        var (x, y, width, height) = (Number("x"), Number("y"), Number("w"), Number("h"));
        return from column in Enumerable.Range(x, width) from row in Enumerable.Range(y, height) select (column, row);

        int Number(string name) => panel.GetProperty("gridPos").GetProperty(name).GetInt32();
    }
}
