using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;
using Scanout.Hosting.Web.Access;

namespace Scanout.Hosting.Web.Wall;

/// <summary>
/// The operator's pages: plain files of <c>Hosting/Pages</c>, copied beside the program, under <c>/pages/</c>; each page has an address of
/// its own besides. They hold nothing that is anybody's secret. A browser asks each time whether they are still the same.
/// </summary>
static class OperatorPages
{
    const string FilesPath = "/pages";

    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Pages");

    /// <summary>Serves the files that the pages are made of.</summary>
    public static void UsePageFiles(this WebApplication app)
    {
        if (Directory.Exists(Folder))
            app.UseStaticFiles(new StaticFileOptions
            {
                RequestPath = FilesPath,
                FileProvider = new PhysicalFileProvider(Folder),
                OnPrepareResponse = served => Protect(served.Context.Response),
            });
    }

    /// <summary>The wall, and where one signs in.</summary>
    public static void MapOperatorPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/", "index.html");
        routes.MapPage("/signin", "signin.html");
    }

    /// <summary>Serves a page's file at an address of its own.</summary>
    public static IEndpointConventionBuilder MapPage(this IEndpointRouteBuilder routes, string route, string fileName) =>
        routes.MapMethods(route, [HttpMethods.Get, HttpMethods.Head], (HttpContext http) =>
        {
            Protect(http.Response);
            var file = new FileInfo(Path.Combine(Folder, fileName));
            return file.Exists
                ? Results.File(file.FullName, "text/html; charset=utf-8", lastModified: file.LastWriteTimeUtc,
                    entityTag: new EntityTagHeaderValue($"\"{file.LastWriteTimeUtc.Ticks ^ file.Length:x}\""))
                : Results.Problem("the operator's pages are not installed beside the program", statusCode: StatusCodes.Status404NotFound);
        }).AllowAnonymous();

    /// <summary>What a page's answer has of its own; <see cref="SecurityHeaders"/> gives all answers the rest.</summary>
    static void Protect(HttpResponse response)
    {
        response.Headers.CacheControl = "no-cache";
        SecurityHeaders.AllowPage(response);
    }
}
