using System.Buffers;
using Scanout.Codecs.Rfb;
using Scanout.Pipeline.Frames;
using Scanout.Pipeline.Input;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>
/// What a client is told beside pixels: the desktop's size, its title, the cursor's shape, what it may send, which lock keys are on. Knows what was told
/// last. Owned by the session's writing half.
/// </summary>
sealed class RfbNotes(string displayName, RfbInput input)
{
    readonly ArrayBufferWriter<byte> prepared = new();
    string titleSent = displayName + input.TitleSuffix;
    CursorImage? shapeSent;
    LockKeys? lockKeysSent;
    bool hasToldSize;
    bool hasToldKeys;
    bool hasToldButtons;

    /// <summary>The rectangles that <see cref="Prepare"/> made.</summary>
    public ReadOnlySpan<byte> Prepared => prepared.WrittenSpan;

    /// <summary>Whether there is something to tell.</summary>
    public bool HasNews(Frame frame, RfbView view, PixelRectangle desktop) =>
        HasSizeToTell(frame, view, desktop) || HasTitleToTell(frame, view) || HasShapeToTell(frame, view) || HasKeysToTell(view)
        || HasButtonsToTell(view) || HasLockKeysToTell(view);

    /// <summary>
    /// Makes the rectangles of what is to be told in an update and was not yet told, and says how many: before the update's header, as what is to be
    /// told may change at any moment.
    /// </summary>
    public int Prepare(ClientPixels pixels, Frame frame, RfbView view)
    {
        prepared.ResetWrittenCount();
        var count = 0;
        if (HasTitleToTell(frame, view))
        {
            RfbPseudoRectangles.WriteDesktopName(prepared, titleSent = TitleOf(frame));
            count++;
        }
        if (HasShapeToTell(frame, view))
        {
            WriteShape(pixels, frame, view);
            count++;
        }
        if (HasKeysToTell(view))
        {
            RfbInputMessages.WriteExtendedKeyAcknowledgement(prepared);
            hasToldKeys = true;
            count++;
        }
        if (HasButtonsToTell(view))
        {
            RfbInputMessages.WriteExtendedButtonsAcknowledgement(prepared);
            hasToldButtons = true;
            count++;
        }
        if (view.Capabilities.LedState && input.LockKeys is { } keys && keys != lockKeysSent)
        {
            RfbInputMessages.WriteLedState(prepared, (byte)keys);
            lockKeysSent = keys;
            count++;
        }
        return count;
    }

    /// <summary>Writes an update that tells the size, and what became of a client's wish for another one; false where there is nothing to tell.</summary>
    public bool TryWriteSize(IBufferWriter<byte> output, Frame frame, RfbView view, ref PixelRectangle desktop)
    {
        if (!HasSizeToTell(frame, view, desktop))
            return false;
        RfbServerMessages.WriteUpdateHeader(output, 1);
        if (view is { Capabilities.ExtendedDesktopSize: true, SizeAnswer: { } answer })
        {
            // A client leaves the size of an answer that is not success: a new size is told by itself.
            RfbPseudoRectangles.WriteExtendedDesktopSize(output, RfbResizeReason.ThisClient, answer, desktop.Width, desktop.Height);
            view.SizeAnswer = null;
            return true;
        }
        if (view.Capabilities.ExtendedDesktopSize)
        {
            RfbPseudoRectangles.WriteExtendedDesktopSize(
                output, RfbResizeReason.Server, RfbResizeStatus.Success, frame.WidthPixels, frame.HeightPixels);
            hasToldSize = true;
        }
        else
            RfbPseudoRectangles.WriteDesktopSize(output, frame.WidthPixels, frame.HeightPixels);
        desktop = new PixelRectangle(0, 0, frame.WidthPixels, frame.HeightPixels);
        return true;
    }

    bool HasSizeToTell(Frame frame, RfbView view, PixelRectangle desktop)
    {
        var capabilities = view.Capabilities;
        if (capabilities.ExtendedDesktopSize && (!hasToldSize || view.SizeAnswer is not null))
            return true;
        return (capabilities.ExtendedDesktopSize || capabilities.DesktopSize)
            && (frame.WidthPixels != desktop.Width || frame.HeightPixels != desktop.Height);
    }

    string TitleOf(Frame frame) => displayName + input.TitleSuffix + (frame.Origin.IsNotice ? " (no picture)" : "");

    bool HasTitleToTell(Frame frame, RfbView view) => view.Capabilities.DesktopName && titleSent != TitleOf(frame);

    bool HasShapeToTell(Frame frame, RfbView view) =>
        view.Capabilities.DrawsCursor && !ReferenceEquals(shapeSent, frame.Origin.Cursor?.Image);

    bool HasKeysToTell(RfbView view) => view.Capabilities.ExtendedKey && input.IsOffered && !hasToldKeys;

    bool HasButtonsToTell(RfbView view) => view.Capabilities.ExtendedMouseButtons && input.IsOffered && !hasToldButtons;

    bool HasLockKeysToTell(RfbView view) => view.Capabilities.LedState && input.LockKeys is { } keys && keys != lockKeysSent;

    void WriteShape(ClientPixels pixels, Frame frame, RfbView view)
    {
        shapeSent = frame.Origin.Cursor?.Image;
        if (view.Capabilities.AlphaCursor)
            RfbCursorRectangles.WriteWithAlpha(
                prepared, shapeSent?.HotXPixels ?? 0, shapeSent?.HotYPixels ?? 0, shapeSent?.WidthPixels ?? 0, shapeSent?.HeightPixels ?? 0,
                shapeSent is null ? [] : shapeSent.Bgra);
        else if (shapeSent is null)
            RfbPseudoRectangles.WriteNoCursor(prepared);
        else
            RfbPseudoRectangles.WriteCursor(
                prepared, pixels, shapeSent.HotXPixels, shapeSent.HotYPixels, shapeSent.WidthPixels, shapeSent.HeightPixels, shapeSent.Bgra);
    }
}
