using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Scanout.Hosting.Web;
using Scanout.Hosting.Web.Playbacks;
using Scanout.Hosting.Web.Viewers;

namespace Scanout.Hosting.Cli;

/// <summary>Asks the running service over its HTTP address, as any script may.</summary>
sealed class ApiClient : IDisposable
{
    static readonly JsonSerializerOptions WithoutNulls = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    readonly HttpClient http;

    /// <param name="address">Where the service is.</param>
    /// <param name="certificate">The certificate that it is known to have; null where it has to be one that this host trusts.</param>
    /// <param name="patience">How long an answer may take; 10 s where nothing else is said.</param>
    public ApiClient(Uri address, X509Certificate2? certificate = null, TimeSpan? patience = null)
    {
        var handler = new HttpClientHandler();
        if (certificate is not null)
            handler.ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown?.Thumbprint == certificate.Thumbprint;
        http = new HttpClient(handler) { BaseAddress = address, Timeout = patience ?? TimeSpan.FromSeconds(10) };
    }

    /// <summary>The service at <c>--web</c>, or else where the configuration says that it listens.</summary>
    public static ApiClient Of(string? web, string? configPath)
    {
        if (web is not null)
            return new ApiClient(
                Uri.TryCreate(web, UriKind.Absolute, out var given) && given.Scheme is "http" or "https"
                    ? given
                    : throw new CommandException($"'{web}' is not an HTTP address"));
        var settings = ConfigurationFile.LoadOrFail(configPath).Web;
        if (settings.Port == 0)
            throw new CommandException("the configuration lets the system choose the web port: name the address with --web");
        return settings.Tls is { } tls
            ? new ApiClient(
                new UriBuilder("https", settings.Address.ToString(), settings.Port).Uri,
                X509CertificateLoader.LoadCertificateFromFile(tls.Certificate))
            : new ApiClient(new UriBuilder("http", settings.Address.ToString(), settings.Port).Uri);
    }

    /// <summary>What <c>GET /api/displays</c> answers, as text.</summary>
    public Task<string> GetDisplaysJsonAsync(CancellationToken cancellationToken) =>
        AskAsync(() => http.GetStringAsync("api/displays", cancellationToken));

    public Task<DisplayRecord[]> GetDisplaysAsync(CancellationToken cancellationToken) =>
        AskAsync(async () => await http.GetFromJsonAsync<DisplayRecord[]>("api/displays", cancellationToken) ?? []);

    /// <summary>What <c>GET /metrics</c> answers.</summary>
    public Task<string> GetMetricsAsync(CancellationToken cancellationToken) => AskAsync(() => http.GetStringAsync("metrics", cancellationToken));

    /// <summary>A display's newest frame, as PNG.</summary>
    public Task<byte[]> GetSnapshotAsync(string display, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        using var response = await http.GetAsync($"api/displays/{Uri.EscapeDataString(display)}/snapshot", cancellationToken);
        if (response.StatusCode == System.Net.HttpStatusCode.NotFound)
            throw new CommandException($"there is no display '{display}'");
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    });

    /// <summary>What <c>GET /api/viewers</c> answers, as text.</summary>
    public Task<string> GetViewersJsonAsync(CancellationToken cancellationToken) =>
        AskAsync(() => http.GetStringAsync("api/viewers", cancellationToken));

    public Task<ViewerRecord[]> GetViewersAsync(CancellationToken cancellationToken) =>
        AskAsync(async () => await http.GetFromJsonAsync<ViewerRecord[]>("api/viewers", cancellationToken) ?? []);

    public Task DisconnectViewerAsync(long id, CancellationToken cancellationToken) =>
        ActAsync(id, () => http.DeleteAsync($"api/viewers/{id}", cancellationToken));

    public Task GiveControlAsync(long id, CancellationToken cancellationToken) =>
        ActAsync(id, () => http.PostAsync($"api/viewers/{id}/control", null, cancellationToken));

    /// <summary>A token, as <c>POST /api/tokens</c> makes it.</summary>
    public Task<TokenRecord> MakeTokenAsync(TokenWish wish, CancellationToken cancellationToken) =>
        PostAsync<TokenWish, TokenRecord>("api/tokens", wish, cancellationToken);

    /// <summary>What <c>GET /api/playbacks</c> answers, as text.</summary>
    public Task<string> GetPlaybacksJsonAsync(CancellationToken cancellationToken) =>
        AskAsync(() => http.GetStringAsync("api/playbacks", cancellationToken));

    public Task<PlaybackRecord[]> GetPlaybacksAsync(CancellationToken cancellationToken) =>
        AskAsync(async () => await http.GetFromJsonAsync<PlaybackRecord[]>("api/playbacks", cancellationToken) ?? []);

    /// <summary>Has a display's past played as another display.</summary>
    public Task<PlaybackRecord> PlayPastAsync(PlaybackWish wish, CancellationToken cancellationToken) =>
        PostAsync<PlaybackWish, PlaybackRecord>("api/playbacks", wish, cancellationToken);

    public Task<PlaybackRecord> ChangePlaybackAsync(string name, PlaybackChange change, CancellationToken cancellationToken) =>
        PostAsync<PlaybackChange, PlaybackRecord>($"api/playbacks/{Uri.EscapeDataString(name)}", change, cancellationToken);

    public Task EndPlaybackAsync(string name, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        using var response = await http.DeleteAsync($"api/playbacks/{Uri.EscapeDataString(name)}", cancellationToken);
        return response.IsSuccessStatusCode ? true : throw await RefusalAsync(response, cancellationToken);
    });

    public void Dispose() => http.Dispose();

    Task<TAnswer> PostAsync<TWish, TAnswer>(string path, TWish wish, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        using var response = await http.PostAsJsonAsync(path, wish, WithoutNulls, cancellationToken);
        return response.IsSuccessStatusCode
            ? (await response.Content.ReadFromJsonAsync<TAnswer>(cancellationToken))! : throw await RefusalAsync(response, cancellationToken);
    });

    /// <summary>What the service says of why it does not do it.</summary>
    static async Task<CommandException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var problem = response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? await response.Content.ReadFromJsonAsync<ProblemDetails>(cancellationToken) : null;
        return new CommandException(problem?.Detail ?? $"the service answers {(int)response.StatusCode}");
    }

    Task<bool> ActAsync(long viewer, Func<Task<HttpResponseMessage>> ask) => AskAsync(async () =>
    {
        using var response = await ask();
        if (response.StatusCode == System.Net.HttpStatusCode.NotFound)
            throw new CommandException($"there is no viewer {viewer}");
        if (response.StatusCode == System.Net.HttpStatusCode.Conflict)
            throw new CommandException($"viewer {viewer} may only watch");
        response.EnsureSuccessStatusCode();
        return true;
    });

    async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (HttpRequestException failure) when (failure.StatusCode is System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.Forbidden)
        {
            throw new CommandException(
                $"the service at {http.BaseAddress} refuses it ({(int)failure.StatusCode}): ask on its host, as root or as the service's user", failure);
        }
        catch (HttpRequestException failure) when (failure.StatusCode is { } status)
        {
            throw new CommandException($"the service at {http.BaseAddress} answers {(int)status}", failure);
        }
        catch (HttpRequestException failure)
        {
            var silence = $"no service answers at {http.BaseAddress}: {failure.Message}";
            throw failure.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                ? new NobodyAnswersException(silence, failure) : new CommandException(silence, failure);
        }
        catch (OperationCanceledException slow) when (slow.InnerException is TimeoutException)
        {
            throw new CommandException($"no answer from {http.BaseAddress} within {http.Timeout.TotalSeconds:0} s", slow);
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException or IOException)
        {
            throw new CommandException($"what answers at {http.BaseAddress} is no Scanout, or broke off: {failure.Message}", failure);
        }
    }
}
