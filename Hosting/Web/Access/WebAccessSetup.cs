using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Scanout.Hosting.Cluster.Rights;
using Scanout.Hosting.Configuration;

namespace Scanout.Hosting.Web.Access;

/// <summary>Puts together who may what on the web.</summary>
static class WebAccessSetup
{
    /// <summary>A session is prolonged no more often than that by who uses it.</summary>
    static readonly TimeSpan RenewalPeriod = TimeSpan.FromSeconds(30);

    public static void AddWebAccess(this IServiceCollection services, ScanoutSettings settings)
    {
        services.AddSingleton<WebOrigins>();
        services.AddSingleton<WebUsers>();
        services.AddSingleton(provider => new WebSessions(settings.Web.SessionLimit, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ApiTokens>();
        services.AddSingleton<AccessWatch>();
        services.AddAccessPolicies();
        services.AddRequestFailures();
        // Of all that stands before the endpoints the first, so that it is around whatever else refuses early.
        services.AddSingleton<IStartupFilter, SecurityHeaders>();
        services.Configure<KeyManagementOptions>(options => options.XmlRepository = new MemoryKeys());
        services.AddOptions<CookieAuthenticationOptions>(WebSchemes.Session).Configure<WebSessions>((cookie, sessions) => cookie.SessionStore = sessions);
        services.AddAuthentication(WebSchemes.Any)
            .AddPolicyScheme(WebSchemes.Any, null, options => options.ForwardDefaultSelector = http => SchemeOf(http, settings.Web))
            .AddScheme<AuthenticationSchemeOptions, BearerAuthentication>(WebSchemes.Bearer, null)
            .AddScheme<AuthenticationSchemeOptions, ConnectionAuthentication>(WebSchemes.Connection, null)
            .AddCookie(WebSchemes.Session, cookie => Configure(cookie, settings.Web));
    }

    /// <summary>Before the endpoints, and after what is not to be guarded.</summary>
    public static void UseWebAccess(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseCrossSiteGuard();
        app.Use(app.Services.GetRequiredService<AccessWatch>().ServeAsync);
    }

    static void Configure(CookieAuthenticationOptions options, WebSettings web)
    {
        options.Cookie.Name = WebSchemes.CookieOf(web);
        options.Cookie.Path = "/";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = web.IsSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = web.Session;
        options.SlidingExpiration = true;
        options.Events.OnCheckSlidingExpiration = context =>
        {
            context.ShouldRenew = context.ElapsedTime >= TimeSpan.FromTicks(Math.Min(RenewalPeriod.Ticks, web.Session.Ticks / 2));
            return Task.CompletedTask;
        };
        options.Events.OnValidatePrincipal = async context =>
        {
            var users = context.HttpContext.RequestServices.GetRequiredService<WebUsers>();
            if (context.Principal is { } principal && WebIdentity.Of(principal) is { } identity && users.IsCurrent(identity))
                return;
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(WebSchemes.Session);
        };
    }

    /// <summary>
    /// A cookie is for pages of this origin. Who signs in has none: whatever session a cookie that somebody else may have set is of, it does not become his.
    /// </summary>
    static string SchemeOf(HttpContext http, WebSettings web)
    {
        if (http.Features.Get<PassedRights>() is { User.Identity.IsAuthenticated: true })
            return PassedRights.Scheme;
        if (BearerAuthentication.IsAskedFor(http))
            return WebSchemes.Bearer;
        return http.Request.Cookies.ContainsKey(WebSchemes.CookieOf(web)) && web.Users is not null
            && !SessionEndpoints.IsSigningIn(http) && http.RequestServices.GetRequiredService<WebOrigins>().IsOwn(http)
                ? WebSchemes.Session : WebSchemes.Connection;
    }
}
