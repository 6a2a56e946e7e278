using System.IO.Hashing;

namespace Scanout.Hosting.Web.Wall;

/// <summary>A display's picture, small, as a JPEG picture. Immutable; the same object for all who are shown it.</summary>
sealed class Thumbnail(byte[] jpeg)
{
    string? tag;

    public ReadOnlyMemory<byte> Jpeg => jpeg;

    /// <summary>Its hash: the same bytes have the same always.</summary>
    public string Tag => tag ??= Convert.ToHexStringLower(XxHash128.Hash(jpeg));
}
