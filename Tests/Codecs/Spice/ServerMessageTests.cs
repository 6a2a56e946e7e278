using System.Buffers;
using Scanout.Codecs.Spice;

namespace Scanout.Tests.Codecs.Spice;

/// <summary>What the server writes, byte for byte as it was seen on the wire or as the protocol has it.</summary>
public sealed class ServerMessageTests
{
    /// <summary>A picture of 2 × 1, red and green, at 3, 5: everything before its image.</summary>
    const string Copy = """
        00 00 00 00  05 00 00 00 03 00 00 00 06 00 00 00 05 00 00 00  00
        39 00 00 00  00 00 00 00 00 00 00 00 01 00 00 00 02 00 00 00
        08 00  00  00 00 00 00 00 00 00 00 00 00 00 00 00
        """;

    [Fact]
    public void A_picture_of_LZ4_is_drawn() =>
        Assert.Equal(
            Golden.Bytes($"30 01 5e 00 00 00 {Copy} 01 00 00 00 00 00 00 00  6d  00  02 00 00 00  01 00 00 00 "
                + "0f 00 00 00  01  08  00 00 00 09  80 00 00 ff 00 00 ff 00 00"),
            Golden.Written(writer =>
            {
                byte[] block = [0x80, 0, 0, 0xFF, 0, 0, 0xFF, 0, 0];
                var headers = new byte[SpiceLz4Image.HeaderBytes + SpiceLz4Image.BlockHeaderBytes];
                SpiceLz4Image.WriteHeader(headers, SpiceLz4Image.BlockHeaderBytes + block.Length);
                SpiceLz4Image.WriteBlockHeader(headers.AsSpan(SpiceLz4Image.HeaderBytes), block.Length);
                SpiceDisplayMessages.BeginDraw(writer, 3, 5, 2, 1, 1, SpiceImageType.Lz4, headers.Length + block.Length);
                writer.Append(headers);
                writer.Append(block);
            }));

    [Fact]
    public void A_picture_as_it_is_is_drawn() =>
        Assert.Equal(
            Golden.Bytes($"30 01 65 00 00 00 {Copy} 02 00 00 00 00 00 00 00  00  00  02 00 00 00  01 00 00 00 "
                + "08  04  02 00 00 00  01 00 00 00  08 00 00 00  00 00 00 00  00 00 ff 00 00 ff 00 00"),
            Golden.Written(writer =>
            {
                var header = new byte[SpiceBitmapImage.HeaderBytes];
                header.AsSpan().Fill(0xEE);
                SpiceBitmapImage.WriteHeader(header, 2, 1);
                SpiceDisplayMessages.BeginDraw(writer, 3, 5, 2, 1, 2, SpiceImageType.Bitmap, header.Length + 8);
                writer.Append(header);
                writer.Append([0, 0, 0xFF, 0, 0, 0xFF, 0, 0]);
            }));

    [Fact]
    public void A_picture_of_LZ_RGB_is_drawn() =>
        Assert.Equal(
            Golden.Bytes($"30 01 72 00 00 00 {Copy} 03 00 00 00 00 00 00 00  65  00  02 00 00 00  01 00 00 00 23 00 00 00 "
                + "20 20 5a 4c  00 01 00 01  00 00 00 08  00 00 00 02  00 00 00 01  00 00 00 08  00 00 00 01 01  00 00 ff  00 ff 00"),
            Golden.Written(writer =>
            {
                var payload = new byte[SpiceLzImage.HeaderBytes + SpiceLzImage.MaxTokenBytes(2)];
                var tokens = SpiceLzImage.Encode(
                    [0xAAFF0000, 0x5500FF00], 2, 2, 1, payload.AsSpan(SpiceLzImage.HeaderBytes), new int[SpiceLzImage.WorkingWords(2)]);
                SpiceLzImage.WriteHeader(payload, 2, 1, tokens);
                SpiceDisplayMessages.BeginDraw(writer, 3, 5, 2, 1, 3, SpiceImageType.LzRgb, SpiceLzImage.HeaderBytes + tokens);
                writer.Append(payload.AsSpan(0, SpiceLzImage.HeaderBytes + tokens));
            }));

    [Fact]
    public void The_screen_begins_and_ends()
    {
        Assert.Equal(
            Golden.Bytes("3a 01 14 00 00 00 | 00 00 00 00 | 80 02 00 00 | e0 01 00 00 | 20 00 00 00 | 01 00 00 00"),
            Golden.Written(writer => SpiceDisplayMessages.WriteSurfaceCreate(writer, 640, 480)));
        Assert.Equal(Golden.Bytes("3b 01 04 00 00 00 | 00 00 00 00"), Golden.Written(SpiceDisplayMessages.WriteSurfaceDestroy));
        Assert.Equal(
            Golden.Bytes("3d 01 20 00 00 00 | 01 00 01 00 | 00*8 | 80 02 00 00 | e0 01 00 00 | 00*12"),
            Golden.Written(writer => SpiceDisplayMessages.WriteMonitors(writer, 640, 480)));
        Assert.Equal(Golden.Bytes("66 00 00 00 00 00"), Golden.Written(SpiceDisplayMessages.WriteMark));
    }

    [Fact]
    public void Areas_are_filled_and_copied()
    {
        Assert.Equal(
            Golden.Bytes("2e 01 29 00 00 00 | 00*4 | 00*8 e0 01 00 00 80 02 00 00 | 00 | 01 00 00 00 00 | 08 00 | 00*13"),
            Golden.Written(writer => SpiceDisplayMessages.WriteFill(writer, 0, 0, 640, 480, 0)));
        Assert.Equal(
            Golden.Bytes("2e 01 29 00 00 00 | 00*4 | 02 00*3 01 00*3 06 00*3 04 00*3 | 00 | 01 33 22 11 00 | 08 00 | 00*13"),
            Golden.Written(writer => SpiceDisplayMessages.WriteFill(writer, 1, 2, 3, 4, 0xFF112233)));
        Assert.Equal(
            Golden.Bytes("68 00 1d 00 00 00 | 00*4 | 00*8 d0 01 00 00 80 02 00 00 | 00 | 00 00 00 00 10 00 00 00"),
            Golden.Written(writer => SpiceDisplayMessages.WriteCopyBits(writer, 0, 0, 640, 464, 0, 16)));
    }

    [Fact]
    public void A_film_begins_goes_on_and_ends()
    {
        Assert.Equal(
            Golden.Bytes("7a 00 33 00 00 00 | 00*4 | 00*4 | 01 01 | 00*8 | 80 02 00 00 e0 01 00 00 | 80 02 00 00 e0 01 00 00 |"
                + "00*8 e0 01 00 00 80 02 00 00 | 00"),
            Golden.Written(writer => SpiceDisplayMessages.WriteStreamCreate(writer, 0, 0, 0, 640, 480)));
        Assert.Equal(
            Golden.Bytes("7b 00 87 02 00 00 | 31 00 00 00 | 70 d7 4e 00 | 7b 02 00 00 | ff d8 ff e0 00*631"),
            Golden.Written(writer =>
            {
                SpiceDisplayMessages.BeginStreamFrame(writer, 49, 0x004ED770, 635);
                writer.Append([0xFF, 0xD8, 0xFF, 0xE0]);
                writer.Append(new byte[631]);
            }));
        Assert.Equal(
            Golden.Bytes("3f 01 10 00 00 00 | 31 00 00 00 | 1b 23 16 02 | 05 00 00 00 | f4 01 00 00"),
            Golden.Written(writer => SpiceDisplayMessages.WriteStreamActivateReport(writer, 49, 0x0216231B, 5, 500)));
        Assert.Equal(
            Golden.Bytes("7d 00 04 00 00 00 | 31 00 00 00"), Golden.Written(writer => SpiceDisplayMessages.WriteStreamDestroy(writer, 49)));
    }

    [Fact]
    public void The_cursor_is_told()
    {
        Assert.Equal(
            Golden.Bytes("65 00 0b 00 00 00 | 00 00 00 00 | 00 00 00 00 | 01 | 01 00"),
            Golden.Written(writer => SpiceCursorMessages.WriteInit(writer, 0, 0, true)));
        Assert.Equal(
            Golden.Bytes("67 00 1c 00 00 00 | 09 00 07 00 | 01 | 00 00 | 00*8 | 00 | 01 00 01 00 00 00 00 00 | ff ff ff ff"),
            Golden.Written(writer => SpiceCursorMessages.WriteSet(writer, 9, 7, true, 0, 1, 1, 0, 0, [255, 255, 255, 255])));
        Assert.Equal(
            Golden.Bytes("67 00 18 40 00 00 | f6 01 57 01 | 01 | 00 00 | 00*8 | 00 | 40 00 40 00 | 02 00 03 00 | 05*16384"),
            Golden.Written(writer => SpiceCursorMessages.WriteSet(
                writer, 502, 343, true, 0, 64, 64, 2, 3, Enumerable.Repeat((byte)5, 64 * 64 * 4).ToArray())));
        Assert.Equal(
            Golden.Bytes("68 00 04 00 00 00 | ff ff 00 01"), Golden.Written(writer => SpiceCursorMessages.WriteMove(writer, -1, 256)));
        // What lies beyond two bytes does not come out on the other side.
        Assert.Equal(
            Golden.Bytes("68 00 04 00 00 00 | ff 7f 00 80"),
            Golden.Written(writer => SpiceCursorMessages.WriteMove(writer, 40_000, -40_000)));
        Assert.Equal(Golden.Bytes("69 00 00 00 00 00"), Golden.Written(SpiceCursorMessages.WriteHide));
        Assert.Equal(Golden.Bytes("66 00 00 00 00 00"), Golden.Written(SpiceCursorMessages.WriteReset));
        Assert.Throws<ArgumentOutOfRangeException>(() => Golden.Written(writer =>
            SpiceCursorMessages.WriteSet(writer, 0, 0, true, 0, 2, 2, 0, 0, [1, 2, 3])));
    }

    [Fact]
    public void The_main_channel_begins_and_lists_the_others()
    {
        const SpiceMouseModes Both = SpiceMouseModes.Server | SpiceMouseModes.Client;
        Assert.Equal(
            Golden.Bytes("67 00 20 00 00 00 | a7 be f1 c5 | 01 00 00 00 | 03 00 00 00 | 01 00 00 00 | 00 00 00 00 | 0a 00 00 00 |"
                + "8c d5 4e 00 | 00 00 00 00"),
            Golden.Written(writer => SpiceMainMessages.WriteInit(writer, 0xC5F1BEA7, Both, SpiceMouseModes.Server, 0x004ED58C)));
        Assert.Equal(
            Golden.Bytes("68 00 0a 00 00 00 | 03 00 00 00 | 02 00 | 04 00 | 03 00"),
            Golden.Written(writer => SpiceMainMessages.WriteChannels(
                writer, [(SpiceChannel.Display, 0), (SpiceChannel.Cursor, 0), (SpiceChannel.Inputs, 0)])));
        Assert.Equal(
            Golden.Bytes("69 00 04 00 00 00 | 03 00 | 02 00"),
            Golden.Written(writer => SpiceMainMessages.WriteMouseMode(writer, Both, SpiceMouseModes.Client)));
        Assert.Equal(
            Golden.Bytes("6a 00 04 00 00 00 | 8c d5 4e 00"),
            Golden.Written(writer => SpiceMainMessages.WriteMultiMediaTime(writer, 0x004ED58C)));
        Assert.Equal(
            Golden.Bytes("71 00 08 00 00 00 | 04 00 00 00 | 76 c3 a9 00"),
            Golden.Written(writer => SpiceMainMessages.WriteName(writer, "vé")));
        Assert.Equal(
            Golden.Bytes("72 00 10 00 00 00 | 00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff"),
            Golden.Written(writer => SpiceMainMessages.WriteUuid(writer, new Guid("00112233-4455-6677-8899-aabbccddeeff"))));
    }

    [Fact]
    public void Locks_and_taken_motions_are_told()
    {
        Assert.Equal(Golden.Bytes("65 00 02 00 00 00 | 02 00"), Golden.Written(writer => SpiceInputsMessages.WriteInit(writer, 2)));
        Assert.Equal(Golden.Bytes("66 00 02 00 00 00 | 04 00"), Golden.Written(writer => SpiceInputsMessages.WriteKeyModifiers(writer, 4)));
        Assert.Equal(Golden.Bytes("6f 00 00 00 00 00"), Golden.Written(SpiceInputsMessages.WriteMotionAck));
    }

    [Fact]
    public void Every_channel_can_ask_for_acknowledgements_and_say_what_happens()
    {
        Assert.Equal(
            Golden.Bytes("03 00 08 00 00 00 | 01 00 00 00 | 14 00 00 00"),
            Golden.Written(writer => SpiceMessages.WriteSetAck(writer, 1, 20)));
        Assert.Equal(
            Golden.Bytes("04 00 0c 00 00 00 | 01 00 00 00 | f0 47 f8 33 01 00 00 00"),
            Golden.Written(writer => SpiceMessages.WritePing(writer, 1, 0x133F847F0)));
        Assert.Equal(
            Golden.Bytes("06 00 0c 00 00 00 | 09 00*7 | 07 00 00 00"),
            Golden.Written(writer => SpiceMessages.WriteDisconnecting(writer, 9, SpiceError.PermissionDenied)));
        Assert.Equal(
            Golden.Bytes("07 00 1c 00 00 00 | 09 00*7 | 01 00 00 00 | 02 00 00 00 | 00 00 00 00 | 03 00 00 00 | 61 62 63 | 00"),
            Golden.Written(writer => SpiceMessages.WriteNotify(writer, 9, SpiceSeverity.Warning, "abc")));
    }

    [Fact]
    public void A_full_header_has_a_serial_number_from_one_and_no_sub_messages() =>
        Assert.Equal(
            Golden.Bytes("01 00*7 66 00 00 00 00 00 00 00 00 00 | 02 00*7 7d 00 04 00 00 00 00 00 00 00 09 00 00 00"),
            Golden.Written(
                writer =>
                {
                    SpiceDisplayMessages.WriteMark(writer);
                    SpiceDisplayMessages.WriteStreamDestroy(writer, 9);
                    Assert.Equal(2, writer.Messages);
                },
                isMini: false));

    [Fact]
    public void Nothing_of_dirty_memory_gets_into_a_message()
    {
        var output = new ArrayBufferWriter<byte>(512);
        output.GetSpan(512).Fill(0xEE);
        SpiceDisplayMessages.WriteSurfaceDestroy(new SpiceMessageWriter(output, false));
        Assert.Equal(Golden.Bytes("01 00*7 3b 01 04 00 00 00 00 00 00 00 00 00 00 00"), output.WrittenSpan.ToArray());
    }

    [Fact]
    public void A_message_that_is_not_as_long_as_was_said_is_a_mistake_of_ours()
    {
        var writer = new SpiceMessageWriter(new ArrayBufferWriter<byte>(), true);
        SpiceDisplayMessages.BeginStreamFrame(writer, 1, 1, 2);
        writer.Append([1]);
        Assert.Throws<InvalidOperationException>(() => SpiceDisplayMessages.WriteMark(writer));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Append([2, 3]));
        writer.Append([2]);
        SpiceDisplayMessages.WriteMark(writer);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Begin(1, 2, 3));
    }
}
