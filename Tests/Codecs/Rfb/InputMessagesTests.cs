using System.Buffers;
using Scanout.Codecs.Rfb;

namespace Scanout.Tests.Codecs.Rfb;

public sealed class InputMessagesTests
{
    [Fact]
    public void Each_is_written_as_the_specification_has_it()
    {
        Assert.Equal([250, 0, 1, 1], Written(RfbInputMessages.WriteXvpInit));
        Assert.Equal([250, 0, 1, 0], Written(RfbInputMessages.WriteXvpFail));
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFE, 0xFE], Written(RfbInputMessages.WriteExtendedKeyAcknowledgement));
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFE, 0xC4], Written(RfbInputMessages.WriteExtendedButtonsAcknowledgement));
        Assert.Equal(
            [0, 0, 0, 0, 0, 1, 0, 1, 0xFF, 0xFF, 0xFE, 0xFB, 6], Written(output => RfbInputMessages.WriteLedState(output, 6)));
    }

    static byte[] Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }
}
