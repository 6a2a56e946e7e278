namespace Scanout.Hosting.Web;

/// <summary>What is answered to who may see any display, and asks for one that is not there.</summary>
static class NoDisplay
{
    public static IResult Problem() => Results.Problem("there is no display of that name", statusCode: StatusCodes.Status404NotFound);
}
