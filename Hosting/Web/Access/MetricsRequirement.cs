using Microsoft.AspNetCore.Authorization;

namespace Scanout.Hosting.Web.Access;

/// <summary>What is told of every display there is.</summary>
sealed record MetricsRequirement : IAuthorizationRequirement;
