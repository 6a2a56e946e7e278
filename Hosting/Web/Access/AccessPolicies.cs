using Microsoft.AspNetCore.Authorization;

namespace Scanout.Hosting.Web.Access;

/// <summary>What an endpoint asks of who calls it. An endpoint that says nothing asks for <see cref="RequireSignIn"/>.</summary>
static class AccessPolicies
{
    const string View = "view";
    const string Control = "control";
    const string Admin = "admin";
    const string SignIn = "sign-in";
    const string Metrics = "metrics";

    /// <summary>He may see the display that the route calls <c>name</c>.</summary>
    public static TBuilder RequireView<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(View);

    /// <summary>He may control the display that the route calls <c>name</c>.</summary>
    public static TBuilder RequireControl<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(Control);

    /// <summary>He is an admin of the display that the route calls <c>name</c>; of all displays where it calls none so.</summary>
    public static TBuilder RequireAdmin<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(Admin);

    /// <summary>It is known who he is, or nobody is asked. What he may with which display is for the endpoint to ask of <see cref="WebRights"/>.</summary>
    public static TBuilder RequireSignIn<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(SignIn);

    /// <summary>Numbers of all displays: for this host's own programs, and else as scanout.web.metrics says.</summary>
    public static TBuilder RequireMetrics<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(Metrics);

    public static void AddAccessPolicies(this IServiceCollection services)
    {
        services.AddSingleton<IAuthorizationHandler, DisplayRoleHandler>();
        services.AddSingleton<IAuthorizationHandler, MetricsHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessRefusal>();
        services.AddAuthorizationBuilder()
            .AddPolicy(View, policy => policy.AddRequirements(new DisplayRoleRequirement(DisplayRole.View)))
            .AddPolicy(Control, policy => policy.AddRequirements(new DisplayRoleRequirement(DisplayRole.Control)))
            .AddPolicy(Admin, policy => policy.AddRequirements(new DisplayRoleRequirement(DisplayRole.Admin)))
            .AddPolicy(Metrics, policy => policy.AddRequirements(new MetricsRequirement()))
            .AddPolicy(SignIn, policy => policy.RequireAuthenticatedUser())
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }
}
