using Microsoft.AspNetCore.Authorization;

namespace Scanout.Hosting.Web.Access;

/// <summary>What who asks must be allowed to do with the display that the route calls <c>name</c>.</summary>
sealed record DisplayRoleRequirement(DisplayRole Role) : IAuthorizationRequirement;
