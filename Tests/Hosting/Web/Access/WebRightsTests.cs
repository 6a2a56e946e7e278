using Scanout.Hosting.Configuration;
using Scanout.Hosting.Web.Access;

namespace Scanout.Tests.Hosting.Web.Access;

public sealed class WebRightsTests
{
    static readonly RoleGrant[] Roles =
    [
        new(["alice"], ["*"], DisplayRole.Admin), new(["ops-*"], ["vm-1*"], DisplayRole.Control), new(["ops-*", "guest"], ["*"], DisplayRole.View),
        new(["far"], ["other/vm-*"], DisplayRole.Control), new(["near"], ["here/vm-*"], DisplayRole.Control),
    ];

    [Theory]
    [InlineData("alice", "vm-2", DisplayRole.Admin), InlineData("ops-1", "vm-17", DisplayRole.Control), InlineData("ops-1", "vm-2", DisplayRole.View)]
    [InlineData("guest", "vm-17", DisplayRole.View), InlineData("mallory", "vm-17", DisplayRole.None), InlineData("Alice", "vm-17", DisplayRole.None)]
    [InlineData("alice", "other/vm-2", DisplayRole.Admin), InlineData("ops-1", "other/vm-17", DisplayRole.Control), InlineData("far", "vm-1", DisplayRole.None)]
    [InlineData("far", "other/vm-1", DisplayRole.Control), InlineData("near", "vm-1", DisplayRole.Control), InlineData("near", "other/vm-1", DisplayRole.None)]
    [InlineData("ops-1", "vm-17@past", DisplayRole.Control), InlineData("ops-1", "secret@past", DisplayRole.View)]
    public void The_highest_role_of_a_user_for_a_display_counts(string user, string display, DisplayRole role) =>
        Assert.Equal(role, Of(Roles).RoleOf(User(user).ToPrincipal("test"), display));

    [Theory]
    [InlineData(DisplayRole.View, DisplayRole.View), InlineData(DisplayRole.Control, DisplayRole.Control), InlineData(DisplayRole.Admin, DisplayRole.Admin)]
    public void Nobody_gets_more_than_his_limit(DisplayRole limit, DisplayRole role) =>
        Assert.Equal(role, Of(Roles).RoleOf((User("alice") with { Limit = limit }).ToPrincipal("test"), "vm-1"));

    [Fact]
    public void Who_is_limited_to_some_displays_has_no_others_and_not_all()
    {
        var principal = (User("alice") with { Displays = ["vm-1", "vm-2*"] }).ToPrincipal("test");
        var rights = Of(Roles);
        Assert.Equal(
            [DisplayRole.Admin, DisplayRole.Admin, DisplayRole.None], ((string[])["vm-1", "vm-22", "vm-3"]).Select(name => rights.RoleOf(principal, name)));
        Assert.Equal(DisplayRole.None, rights.RoleOfAll(principal));
        Assert.Equal(DisplayRole.Admin, rights.RoleOfAll(User("alice").ToPrincipal("test")));
        Assert.Equal(DisplayRole.View, rights.RoleOfAll(User("ops-1").ToPrincipal("test")));
    }

    [Fact]
    public void Without_roles_users_control_view_only_users_view_and_nobody_is_admin_but_operators()
    {
        var rights = Of([]);
        Assert.Equal(DisplayRole.Control, rights.RoleOf(User("alice"), "vm"));
        Assert.Equal(DisplayRole.View, rights.RoleOf(User("bob") with { Limit = DisplayRole.View }, "vm"));
        Assert.Equal(DisplayRole.Control, rights.RoleOf(WebIdentity.Open, "vm"));
        Assert.Equal(DisplayRole.Admin, rights.RoleOf(WebIdentity.Operator, "vm"));
        Assert.Equal(DisplayRole.None, rights.RoleOf(new System.Security.Claims.ClaimsPrincipal(), "vm"));
    }

    [Fact]
    public void A_host_that_nobody_has_named_is_meant_by_the_name_of_its_machine()
    {
        var rights = Of([new(["near"], [$"{Environment.MachineName}/vm-*"], DisplayRole.Control)], host: "");
        Assert.Equal((DisplayRole.Control, DisplayRole.None), (rights.RoleOf(User("near"), "vm-1"), rights.RoleOf(User("near"), "other/vm-1")));
    }

    static WebIdentity User(string name) => new(WebIdentityKind.User, name);

    static WebRights Of(IReadOnlyList<RoleGrant> roles, string host = "here") => new(
        new ScanoutSettings { Cluster = new ClusterSettings { Host = host }, Web = new WebSettings { Roles = roles } }, name => name == "vm-17@past" ? "vm-17" : null);
}
