using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Playbacks;
using Scanout.Hosting.Web;
using Scanout.Hosting.Web.Access;
using Scanout.Pipeline.Sinks;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Pipeline.Sinks.Rfb;
using Scanout.Pipeline.Sinks.Spice;

namespace Scanout.Hosting;

/// <summary>Puts together who is let in, and by what certificates.</summary>
static class AccessSetup
{
    public static void AddAccess(this IServiceCollection services, ScanoutSettings settings)
    {
        services.AddWebAccess(settings);
        services.AddSingleton(provider => new WebRights(settings, name => provider.GetRequiredService<PlaybackDirectory>().PastOf(name)));
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<LoginThrottle>();
        services.AddSingleton<TokenMaker>();
        services.AddSingleton(provider => new ListenerCertificates(settings, LoggerOf(provider)));
        services.AddSingleton(provider => AdmissionOf(settings.Vnc.Login, settings.Web, provider));
        var interval = TimeSpan.FromSeconds(1) / settings.Capture.Rate;
        services.AddSingleton(provider => new RfbSessionSettings(provider.GetRequiredService<Admission>(), interval)
        {
            Tls = provider.GetRequiredService<ListenerCertificates>().Vnc,
            IsTlsRequired = settings.Vnc.Tls?.IsRequired == true,
            Logger = LoggerOf(provider),
        });
        services.AddSingleton(provider => new SpiceSessionSettings(
            settings.Spice.Login == settings.Vnc.Login
                ? provider.GetRequiredService<Admission>()
                : AdmissionOf(settings.Spice.Login, settings.Web, provider),
            interval)
        {
            IsTlsRequired = settings.Spice.Tls?.IsRequired == true,
            Logger = LoggerOf(provider),
        });
    }

    static Admission AdmissionOf(LoginSettings login, WebSettings web, IServiceProvider provider)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        return new Admission(
            login.Password is null ? null : new LoginPassword(login.Password, login.PasswordExpires.From(time.GetUtcNow())),
            login.Users is null ? null : new UserFile(login.Users, LoggerOf(provider)),
            provider.GetRequiredService<AccessTokens>(), provider.GetRequiredService<LoginThrottle>(), time,
            login.Users is { } own && web.Users is { } users && UserFile.IsSame(own, users) ? Identify : null);

        // The web's roles hold by every protocol whose users are the web's.
        ViewerIdentity? Identify(UserEntry user, string display)
        {
            var (rights, identity) = (provider.GetRequiredService<WebRights>(), WebUsers.IdentityOf(user));
            return rights.RoleOf(identity, display) switch
            {
                DisplayRole.None => null,
                var role => Admission.IdentityOf(user) with
                {
                    IsViewOnly = role < DisplayRole.Control, IsStillGood = () => rights.AllowsStill(identity, display, role),
                },
            };
        }
    }

    /// <summary>HTTPS where the web has a certificate.</summary>
    public static void UseWebTls(this ListenOptions listen, WebSettings web)
    {
        if (web.Tls is not { } tls)
            return;
        var certificate = ListenerCertificates.Of(tls, LoggerOf(listen.ApplicationServices));
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(certificate.OptionsFor(SslProtocols.Tls12 | SslProtocols.Tls13)),
        });
    }

    static ILogger LoggerOf(IServiceProvider provider) => provider.GetRequiredService<ILoggerFactory>().CreateLogger("Scanout.Access");
}
