using Scanout.Benchmarks.Wall.Viewers;

namespace Scanout.Benchmarks.Wall.Measures;

/// <summary>How a page is while the service is measured.</summary>
/// <param name="Title">For people.</param>
/// <param name="Open">Opens a page; null where there is none.</param>
sealed record PageState(string Title, Func<Uri, WallClient?> Open)
{
    public static PageState NoPage { get; } = new("no page", _ => null);

    public static PageState NoneInView { get; } = new("a page, none in view", service => new WallClient(service));

    public static PageState AllInView(int widthPixels) => new($"a page, all in view, {widthPixels} pixels wide", service =>
    {
        var page = new WallClient(service);
        page.Show(page.Names, widthPixels);
        return page;
    });
}
