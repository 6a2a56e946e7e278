using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Scanout.Hosting.Configuration;
using Scanout.Hosting.Web;
using Scanout.Pipeline.Sinks.Access;
using Scanout.Pipeline.Sinks.Rfb;

namespace Scanout.Hosting;

/// <summary>Puts together who is let in, and by what certificates.</summary>
static class AccessSetup
{
    public static void AddAccess(this IServiceCollection services, ScanoutSettings settings)
    {
        var vnc = settings.Vnc;
        services.AddSingleton<WebOrigins>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<LoginThrottle>();
        services.AddSingleton(provider =>
        {
            var time = provider.GetRequiredService<TimeProvider>();
            var password = vnc.Password is null ? null : new LoginPassword(vnc.Password, vnc.PasswordExpires.From(time.GetUtcNow()));
            var users = vnc.Users is null ? null : new UserFile(vnc.Users, LoggerOf(provider));
            return new Admission(
                password, users, provider.GetRequiredService<AccessTokens>(), provider.GetRequiredService<LoginThrottle>(), time);
        });
        services.AddSingleton(provider => new RfbSessionSettings(
            provider.GetRequiredService<Admission>(), TimeSpan.FromSeconds(1) / settings.Capture.Rate)
        {
            Tls = vnc.Tls is { } tls ? CertificateOf(tls, LoggerOf(provider)) : null,
            IsTlsRequired = vnc.Tls?.IsRequired == true,
            Logger = LoggerOf(provider),
        });
    }

    /// <summary>HTTPS where the web has a certificate.</summary>
    public static void UseWebTls(this ListenOptions listen, WebSettings web)
    {
        if (web.Tls is not { } tls)
            return;
        var certificate = CertificateOf(tls, LoggerOf(listen.ApplicationServices));
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(certificate.OptionsFor(SslProtocols.Tls12 | SslProtocols.Tls13)),
        });
    }

    /// <summary>Read once before anybody asks, so that there is one to stay with where the files are spoilt later.</summary>
    static TlsCertificate CertificateOf(TlsSettings tls, ILogger logger)
    {
        var certificate = new TlsCertificate(tls.Certificate, tls.Key, logger);
        _ = certificate.Current;
        return certificate;
    }

    static ILogger LoggerOf(IServiceProvider provider) => provider.GetRequiredService<ILoggerFactory>().CreateLogger("Scanout.Access");
}
