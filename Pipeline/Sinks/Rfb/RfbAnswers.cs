using System.Buffers.Binary;
using System.IO.Pipelines;
using Scanout.Codecs.Rfb;
using Scanout.Pipeline.Frames;

namespace Scanout.Pipeline.Sinks.Rfb;

/// <summary>
/// Takes what the client has said, between two updates: it changes how the client is sent the display, and some of it is answered at this very place
/// of the stream (rfbproto, «ClientFence», «EnableContinuousUpdates»). Owned by the session's writing half.
/// </summary>
sealed class RfbAnswers(PipeWriter output, RfbWishes wishes, RfbView view, ViewerFlow flow, RfbInput input)
{
    bool hasToldFences;
    bool hasToldContinuousUpdates;
    bool hasToldPower;

    /// <summary>Takes all that was said, and says whether something was written.</summary>
    public bool Take()
    {
        while (wishes.TryTake(out var wish))
            switch (wish)
            {
                case RfbWish.Update update:
                    view.Request(update);
                    break;
                case RfbWish.SizeAnswered answer:
                    view.SizeAnswer = answer.Status;
                    break;
                case RfbWish.Said said:
                    Take(said.Message, said.Timestamp);
                    break;
            }
        if (view.Capabilities.Xvp && input.IsOffered && !hasToldPower)
        {
            hasToldPower = true;
            RfbInputMessages.WriteXvpInit(output);
        }
        while (hasToldPower && input.TakePowerRefusal())
            RfbInputMessages.WriteXvpFail(output);
        return output.UnflushedBytes > 0;
    }

    /// <summary>A fence after an update: it comes back when the client has taken the update.</summary>
    public void WriteFence(long updateBytes)
    {
        Span<byte> id = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(id, flow.Sent(updateBytes));
        RfbServerMessages.WriteFence(output, RfbFence.Request | RfbFence.BlockBefore, id);
    }

    void Take(RfbClientMessage message, long timestamp)
    {
        switch (message)
        {
            case RfbClientMessage.SetPixelFormat set:
                view.SetFormat(set.Format);
                break;
            case RfbClientMessage.SetEncodings set:
                view.Capabilities = RfbCapabilities.Of(set.Encodings);
                Announce();
                break;
            case RfbClientMessage.EnableContinuousUpdates enable when hasToldContinuousUpdates:
                view.SetContinuous(enable.IsEnabled ? new PixelRectangle(enable.X, enable.Y, enable.Width, enable.Height) : null);
                if (!enable.IsEnabled)
                    RfbServerMessages.WriteEndOfContinuousUpdates(output);
                break;
            case RfbClientMessage.Fence { Flags: var flags, Payload: var payload }:
                if (RfbFence.IsRequest(flags))
                    RfbServerMessages.WriteFence(output, RfbFence.Answer(flags), payload);
                else if (payload.Length == sizeof(uint))
                    flow.Arrived(BinaryPrimitives.ReadUInt32BigEndian(payload), timestamp);
                break;
        }
    }

    /// <summary>Tells once that we know what the client has just said that it knows.</summary>
    void Announce()
    {
        if (view.Capabilities.Fence && !hasToldFences)
        {
            hasToldFences = true;
            WriteFence(0);
        }
        // Without fences nothing would tell what a client has taken.
        if (view.Capabilities is { ContinuousUpdates: true, Fence: true } && !hasToldContinuousUpdates)
        {
            hasToldContinuousUpdates = true;
            RfbServerMessages.WriteEndOfContinuousUpdates(output);
        }
    }
}
