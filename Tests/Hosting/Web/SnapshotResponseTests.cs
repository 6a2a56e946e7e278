using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Scanout.Hosting.Web;
using Scanout.Tests.Support;

namespace Scanout.Tests.Hosting.Web;

public sealed class SnapshotResponseTests
{
    [Fact]
    public async Task Who_reads_a_picture_slowly_holds_no_tiles()
    {
        using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = services, Response = { Body = body } };
        var desktop = new PaintedDesktop(320, 200);
        IResult answer;
        using (desktop)
        {
            desktop.Publish();
            var creating = SnapshotResponse.CreateAsync(desktop.Surface, widthPixels: null, http, CancellationToken.None);
            desktop.Time.Advance(TimeSpan.FromSeconds(1));
            answer = await creating.WaitAsync(TimeSpan.FromSeconds(20));
        }
        Assert.Equal((0, 0), (desktop.Pool.TilesOut, (int)body.Length));
        await answer.ExecuteAsync(http);
        Assert.Equal(("image/png", body.Length), (http.Response.ContentType, http.Response.ContentLength));
        Assert.True(body.ToArray().AsSpan(1).StartsWith("PNG"u8));
    }
}
