using System.Text.Json;
using System.Text.RegularExpressions;

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
            ["host", "display", "scheme"],
            root.GetProperty("templating").GetProperty("list").EnumerateArray().Select(each => each.GetProperty("name").GetString()));
        var panels = root.GetProperty("panels").EnumerateArray().ToArray();
        Assert.Equal(
            ["Fleet", "Display", "Sinks", "Recordings", "Cluster"],
            panels.Where(panel => panel.GetProperty("type").GetString() == "row").Select(panel => panel.GetProperty("title").GetString()));
        Assert.Equal(panels.Length, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        var cells = panels.SelectMany(CellsOf).ToArray();
        Assert.Equal(cells.Length, cells.Distinct().Count());
        Assert.All(cells, cell => Assert.InRange(cell.X, 0, 23));
    }

    [Fact]
    public void Every_alert_has_an_expression_and_every_panel_one() =>
        Assert.All([.. Dashboards.Alerts(), .. Dashboards.Panels()], each => Assert.NotEmpty(PromQuery.MetricsOf(each.Query)));

    [Theory]
    [InlineData("sum by (instance, display, le) (a_bucket)", "instance display"), InlineData("rate(a_total[5m])", null)]
    public void The_labels_of_a_querys_result_are_found(string query, string? labels) =>
        Assert.Equal(labels?.Split(' '), PromQuery.ResultLabelsOf(query));

    [Fact]
    public void Every_label_of_a_link_or_a_legend_is_one_that_the_queries_result_has() =>
        Assert.Empty(
            from panel in Dashboards.PanelLinks()
            from query in panel.Queries
            where PromQuery.ResultLabelsOf(query) is not null
            from label in panel.Links.Concat(panel.Legends).SelectMany(text => LabelsIn(text))
            where !PromQuery.ResultLabelsOf(query)!.Contains(label)
            select $"{panel.Title}: {label}");

    [Fact]
    public void A_display_is_told_with_its_host_as_two_hosts_may_have_one_of_a_name()
    {
        Assert.Empty(
            from each in Dashboards.Panels()
            where PromQuery.ResultLabelsOf(each.Query) is { } labels && labels.Contains("display") && !labels.Contains("instance")
            select each.Panel);
        Assert.Empty(
            from panel in Dashboards.PanelLinks()
            from text in panel.Links.Concat(panel.Legends)
            where LabelsIn(text).Contains("display") && !LabelsIn(text).Contains("instance")
            select $"{panel.Title}: {text}");
    }

    [Fact]
    public void Every_variable_is_used_and_links_lead_by_the_scheme_that_is_chosen()
    {
        var texts = Dashboards.PanelLinks().SelectMany(panel => panel.Queries.Concat(panel.Links)).ToArray();
        Assert.DoesNotContain(
            Dashboards.Dashboard().GetProperty("templating").GetProperty("list").EnumerateArray().Select(each => each.GetProperty("name").GetString()!),
            name => !texts.Any(text => text.Contains($"${name}", StringComparison.Ordinal) || text.Contains($"${{{name}}}", StringComparison.Ordinal)));
        Assert.All(Dashboards.PanelLinks().SelectMany(panel => panel.Links), link => Assert.StartsWith("${scheme}://", link, StringComparison.Ordinal));
    }

    static IReadOnlyList<string> LabelsIn(string text) =>
        [.. Regex.Matches(text, @"__field\.labels\.(\w+)|__data\.fields\.(\w+)|\{\{(\w+)\}\}").Select(match => match.Groups.Values.Skip(1).First(group => group.Success).Value)];

    static IEnumerable<(int X, int Y)> CellsOf(JsonElement panel)
    {
        var (x, y, width, height) = (Number("x"), Number("y"), Number("w"), Number("h"));
        return from column in Enumerable.Range(x, width) from row in Enumerable.Range(y, height) select (column, row);

        int Number(string name) => panel.GetProperty("gridPos").GetProperty(name).GetInt32();
    }
}
