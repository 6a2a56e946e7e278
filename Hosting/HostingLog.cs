namespace Scanout.Hosting;

/// <summary>What the host logs: edges only.</summary>
static partial class HostingLog
{
    [LoggerMessage(300, LogLevel.Error, "display {Display} has no {Entrance}: {Reason}")]
    public static partial void NoListener(this ILogger logger, string display, string entrance, string reason);

    [LoggerMessage(301, LogLevel.Warning, "{EndPoint} turned a connection away: {Count} are open")]
    public static partial void TooManyConnections(this ILogger logger, string endPoint, int count);

    [LoggerMessage(302, LogLevel.Warning, "configuration: {Fault}")]
    public static partial void ConfigurationWarning(this ILogger logger, string fault);

    [LoggerMessage(303, LogLevel.Information, "regions in {Directory} can't be listed: {Reason}")]
    public static partial void RegionsUnreadable(this ILogger logger, string directory, string reason);

    [LoggerMessage(304, LogLevel.Error, "no device can be handed over at {Path}: {Reason}")]
    public static partial void NoHandover(this ILogger logger, string path, string reason);

    [LoggerMessage(307, LogLevel.Warning, "Tight goes without JPEG: {Reason}")]
    public static partial void NoJpeg(this ILogger logger, string reason);

    [LoggerMessage(306, LogLevel.Error, "the search for vGPUs has failed and goes on: {Reason}")]
    public static partial void SearchFailed(this ILogger logger, string reason);

    [LoggerMessage(305, LogLevel.Warning, "the vGPUs of VM {Guest} (QEMU {Pid}) can't be looked for: {Reason}")]
    public static partial void QemuClosed(this ILogger logger, string guest, int pid, string reason);

    [LoggerMessage(310, LogLevel.Warning, "viewer from {Address} was not let in to {Display} by {Protocol} and WebSocket: {Reason}")]
    public static partial void WebSocketRefused(
        this ILogger logger, string address, string display, string protocol, string reason);

    [LoggerMessage(314, LogLevel.Debug, "a connection from {Address} to {Display}'s SPICE port came to nothing: {Reason}")]
    public static partial void ConnectionCameToNothing(this ILogger logger, string address, string display, string reason);

    [LoggerMessage(311, LogLevel.Information, "a token for {Display} was made by {User}: {Rights}, good until {Expires}")]
    public static partial void TokenMade(this ILogger logger, string display, string user, string rights, string expires);

    [LoggerMessage(340, LogLevel.Information, "user {User} signed in from {Address}: {Rights}")]
    public static partial void SignedIn(this ILogger logger, string user, string address, string rights);

    [LoggerMessage(341, LogLevel.Warning, "user {User} was not signed in from {Address}: {Reason}")]
    public static partial void SignInRefused(this ILogger logger, string user, string address, string reason);

    [LoggerMessage(342, LogLevel.Information, "user {User} signed out from {Address}")]
    public static partial void SignedOut(this ILogger logger, string user, string address);

    [LoggerMessage(343, LogLevel.Information, "API token {Id} ({Name}) was made by {User}: {Rights}, good until {Expires}")]
    public static partial void ApiTokenMade(this ILogger logger, string id, string name, string user, string rights, string expires);

    [LoggerMessage(344, LogLevel.Information, "API token {Id} ({Name}) was revoked by {User}")]
    public static partial void ApiTokenRevoked(this ILogger logger, string id, string name, string user);

    [LoggerMessage(345, LogLevel.Information, "the WebSocket of {User} from {Address} is ended: his session or his token is over")]
    public static partial void WebSocketEnded(this ILogger logger, string user, string address);

    [LoggerMessage(347, LogLevel.Error, "it is not known whether somebody still may what he was let in for")]
    public static partial void AccessUnclear(this ILogger logger, Exception fault);

    [LoggerMessage(313, LogLevel.Warning, "recordings were not closed within {Seconds} s, and are left as they are")]
    public static partial void RecordingsLeftOpen(this ILogger logger, double seconds);

    [LoggerMessage(320, LogLevel.Warning, "{Silence}: the watchdog is not fed")]
    public static partial void FellSilent(this ILogger logger, string silence);

    [LoggerMessage(321, LogLevel.Information, "everything answers again, after: {Silence}")]
    public static partial void AnswersAgain(this ILogger logger, string silence);

    [LoggerMessage(327, LogLevel.Error, "the watchdog could not look")]
    public static partial void LookFailed(this ILogger logger, Exception fault);

    [LoggerMessage(322, LogLevel.Information, "the configuration was read again: {InForce} changes are in force, {Waiting} need a restart")]
    public static partial void ConfigurationReread(this ILogger logger, int inForce, int waiting);

    [LoggerMessage(323, LogLevel.Error, "configuration: {Fault}")]
    public static partial void ConfigurationFaulty(this ILogger logger, string fault);

    [LoggerMessage(324, LogLevel.Error, "the configuration was read again and has {Count} faults: nothing has changed")]
    public static partial void ConfigurationKept(this ILogger logger, int count);

    [LoggerMessage(328, LogLevel.Error, "the configuration could not be read again, and may be in force in part")]
    public static partial void ReloadFailed(this ILogger logger, Exception fault);

    [LoggerMessage(325, LogLevel.Information, "configuration: {Key} is in force ({Place})")]
    public static partial void KeyInForce(this ILogger logger, string key, string place);

    [LoggerMessage(326, LogLevel.Warning, "configuration: {Key} has changed and needs a restart ({Place})")]
    public static partial void KeyNeedsRestart(this ILogger logger, string key, string place);

    [LoggerMessage(350, LogLevel.Warning, "the cluster's Redis can't be reached: {Reason}; other hosts are told as they were, and this one goes on")]
    public static partial void ClusterUnreachable(this ILogger logger, string reason);

    [LoggerMessage(351, LogLevel.Information, "the cluster's Redis is reached again")]
    public static partial void ClusterReached(this ILogger logger);

    [LoggerMessage(352, LogLevel.Information, "host {Host} is in the cluster, with {Count} displays")]
    public static partial void HostPresent(this ILogger logger, string host, int count);

    [LoggerMessage(353, LogLevel.Warning, "host {Host} of the cluster is {How}")]
    public static partial void HostGone(this ILogger logger, string host, string how);

    [LoggerMessage(354, LogLevel.Error, "another instance is in the cluster as {Host}: this one is not; give one of them another scanout.cluster.host")]
    public static partial void ClusterNameTaken(this ILogger logger, string host);

    [LoggerMessage(355, LogLevel.Information, "this host is in the cluster as {Host}: the other instance has gone")]
    public static partial void ClusterNameHad(this ILogger logger, string host);

    [LoggerMessage(356, LogLevel.Warning, "a statement of rights was refused, from {Address}: {Reason}; with it {Count} since this was last told")]
    public static partial void RightsRefused(this ILogger logger, string address, string reason, long count);

    [LoggerMessage(357, LogLevel.Error, "this host could not be told of in the cluster; that is tried again")]
    public static partial void BeatFailed(this ILogger logger, Exception failure);

    [LoggerMessage(330, LogLevel.Information, "the past of {Display} from {From:u} is played as {Playback}, for {Address}")]
    public static partial void PastPlayed(this ILogger logger, string display, DateTimeOffset from, string playback, string address);

    [LoggerMessage(331, LogLevel.Information, "playback {Playback} was ended by {Address}")]
    public static partial void PlaybackEnded(this ILogger logger, string playback, string address);

    [LoggerMessage(332, LogLevel.Information, "the past of {Display} from {From} to {To} was exported for {Address}")]
    public static partial void PastExported(this ILogger logger, string display, string from, string to, string address);
}
