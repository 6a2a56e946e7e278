using System.Diagnostics;

namespace Scanout.Tests.Codecs.Jpeg;

/// <summary>Decodes JPEG pictures with <c>djpeg</c> (Debian: libjpeg-turbo-progs).</summary>
public static class JpegDecoder
{
    /// <summary>0xRRGGBB pixels of a picture, which must have this size.</summary>
    public static uint[] Decode(byte[] jpeg, int width, int height)
    {
        var start = new ProcessStartInfo("djpeg", ["-ppm"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var fed = Task.Run(() =>
        {
            process.StandardInput.BaseStream.Write(jpeg);
            process.StandardInput.Close();
        });
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        var complaint = process.StandardError.ReadToEnd();
        process.WaitForExit();
        fed.Wait();
        Assert.True(process.ExitCode == 0 && complaint.Length == 0, complaint);
        var header = System.Text.Encoding.ASCII.GetBytes($"P6\n{width} {height}\n255\n");
        var bytes = output.ToArray();
        Assert.Equal(header, bytes[..header.Length]);
        var channels = bytes.AsSpan(header.Length);
        Assert.Equal(width * height * 3, channels.Length);
        var pixels = new uint[width * height];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (uint)(channels[i * 3] << 16 | channels[i * 3 + 1] << 8 | channels[i * 3 + 2]);
        return pixels;
    }
}
