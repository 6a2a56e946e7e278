using System.Buffers;
using System.IO.Pipelines;
using Scanout.Codecs.Rfb;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>
/// The writing half of a session once it is open: makes an update of that in which the newest frame and the viewer's picture differ. Owned by
/// the session and used by its writing task.
/// </summary>
sealed class RfbUpdateWriter(PipeWriter output, Surface surface, RfbInput input, PixelRectangle opening) : IDisposable
{
    /// <summary>Encoded bytes that may wait in the pipe before the viewer has to have taken some.</summary>
    const int FlushBytes = 32 * 1024;

    /// <summary>Pieces that are encoded at one turn.</summary>
    const int PiecesPerTurn = 48;

    /// <summary>As many as an update's header can count, with room for what is no pixels.</summary>
    const int MaxPieces = 60_000;

    /// <summary>What an update's header says where only its last rectangle tells how many there were.</summary>
    const int UntilLastRect = 0xFFFF;

    readonly RfbEncoders encoders = new();
    readonly RfbNotes notes = new(surface.Name, input);
    readonly RfbUpdatePlan plan = new(surface);
    PixelRectangle desktop = opening;
    bool hasStalled;

    /// <summary>Encoded bytes of the last update, its headers among them.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>How long the viewer's transport took to take the last update.</summary>
    public TimeSpan Writing { get; private set; }

    /// <summary>As metrics call the encoding of the last update.</summary>
    public string EncodingName => encoders.Name;

    /// <summary>When there is something to send though no new frame comes; null where there is not.</summary>
    public TimeSpan? NextRefinement => plan.NextRefinement;

    /// <summary>Plans an update, and says whether anything would be in it.</summary>
    public bool HasNews(Frame frame, RfbView view)
    {
        plan.Make(frame, view, desktop);
        return !plan.IsEmpty || notes.HasNews(frame, view, desktop);
    }

    /// <summary>
    /// Writes the update that was planned just now. Ends once the viewer has taken all but the last of it, and says whether it was of pixels: a new
    /// size is told by itself.
    /// </summary>
    public async ValueTask<bool> WriteAsync(Frame frame, RfbView view, CancellationToken cancellationToken)
    {
        (BytesWritten, Writing) = (0, TimeSpan.Zero);
        hasStalled = false;
        encoders.Use(view);
        var before = desktop;
        if (notes.TryWriteSize(output, frame, view, ref desktop))
        {
            if (desktop != before)
                plan.Reset(frame.WidthPixels, frame.HeightPixels);
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }
        if (view.MustTellColours)
            RfbServerMessages.WriteColourMap(output);
        view.MustTellColours = false;
        var count = Math.Min(plan.Pieces.Count, MaxPieces);
        var endsByMark = view.Capabilities.LastRect;
        var told = notes.Prepare(encoders.Pixels, frame, view);
        RfbServerMessages.WriteUpdateHeader(output, endsByMark ? UntilLastRect : told + plan.Moves.Count + count);
        output.Write(notes.Prepared);
        foreach (var move in plan.Moves)
            RfbServerMessages.WriteCopyRect(output, move.X, move.Y, move.Width, move.Height, move.SourceX, move.SourceY);
        plan.Lossy.Copy(plan.Moves);
        var sent = await WritePiecesAsync(frame, view, count, endsByMark, cancellationToken).ConfigureAwait(false);
        if (endsByMark)
            RfbPseudoRectangles.WriteLastRect(output);
        plan.Done(frame, view, sent);
        if (hasStalled)
            plan.Picture.Clear();
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Writes pieces until they are done or, where the update may end early, the viewer stalls; says how many.</summary>
    async ValueTask<int> WritePiecesAsync(
        Frame frame, RfbView view, int count, bool mayEndEarly, CancellationToken cancellationToken)
    {
        var cursor = view.Capabilities.DrawsCursor ? null : frame.Origin.Cursor;
        for (var next = 0; next < count;)
        {
            var end = WriteKept(frame, next, count);
            if (end == next)
                end = await EncodeAsync(frame, next, count, cursor, cancellationToken).ConfigureAwait(false);
            next = end;
            if (output.UnflushedBytes < FlushBytes)
                continue;
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            if (hasStalled && mayEndEarly)
                return next;
        }
        return count;
    }

    /// <summary>Writes pieces for as long as their bytes need not be made.</summary>
    int WriteKept(Frame frame, int next, int count)
    {
        while (next < count && output.UnflushedBytes < FlushBytes && encoders.TryWriteKept(output, frame, plan.Pieces[next]))
            Note(plan.Pieces[next++]);
        return next;
    }

    /// <summary>Takes the display's turn and makes some pieces, but for those that somebody made while this one waited.</summary>
    async ValueTask<int> EncodeAsync(Frame frame, int next, int count, Cursor? cursor, CancellationToken cancellationToken)
    {
        var turn = await surface.EncodingTurns.TakeAsync(encoders.Profile, cancellationToken).ConfigureAwait(false);
        try
        {
            var end = Math.Min(count, next + PiecesPerTurn);
            for (; next < end && output.UnflushedBytes < FlushBytes; next++)
            {
                if (!encoders.TryWriteKept(output, frame, plan.Pieces[next]))
                    encoders.Write(output, frame, plan.Pieces[next], cursor);
                Note(plan.Pieces[next]);
            }
            return next;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Keeps in mind where the viewer's picture is exact.</summary>
    void Note(RfbPiece piece)
    {
        if (piece.Kind == RfbPieceKind.Jpeg)
            for (var index = piece.Index; plan.Picture.TileArea(index).X < piece.Area.Right; index++)
            {
                plan.Lossy.Mark(index);
                if (plan.Picture.TileArea(index).Right >= piece.Area.Right)
                    return;
            }
        else if (plan.PlaceOf(piece.Index) == piece.Area)
            plan.Lossy.Clear(piece.Index);
    }

    async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        BytesWritten += output.UnflushedBytes;
        var began = surface.TimeProvider.GetTimestamp();
        await ViewerFlush.FlushAsync(output, surface.TimeProvider, NoteStall, cancellationToken).ConfigureAwait(false);
        Writing += surface.TimeProvider.GetElapsedTime(began);
    }

    void NoteStall()
    {
        hasStalled = true;
        plan.Picture.Clear();
    }

    public void Dispose() => plan.Picture.Dispose();
}
