using System.Text.Json.Serialization;

namespace DreamFunctions.Dreaming;

/// <summary>
/// A rectangle of pixels in the coordinates of the whole picture, half open: it holds X &lt;= x &lt; Right and
/// Y &lt;= y &lt; Bottom. It may reach over the picture's edge, to negative coordinates too.
/// </summary>
public readonly record struct Region(int X, int Y, int Width, int Height)
{
    /// <summary>The region of a whole picture.</summary>
    public Region(Size size) : this(0, 0, size.Width, size.Height)
    {
    }

    /// <summary>The first column behind the region.</summary>
    [JsonIgnore]
    public int Right => X + Width;

    /// <summary>The first row below the region.</summary>
    [JsonIgnore]
    public int Bottom => Y + Height;

    /// <summary>Whether it holds no pixel.</summary>
    [JsonIgnore]
    public bool IsEmpty => Width <= 0 || Height <= 0;

    /// <summary>Width and height.</summary>
    [JsonIgnore]
    public Size Size => new(Width, Height);

    /// <summary>The number of pixels, 0 where empty.</summary>
    [JsonIgnore]
    public long PixelCount => IsEmpty ? 0 : (long)Width * Height;

    /// <summary>The region from one corner to the other; empty where the second does not lie behind the first.</summary>
    public static Region Between(int x, int y, int right, int bottom) =>
        new(x, y, Math.Max(0, right - x), Math.Max(0, bottom - y));

    /// <summary>The pixels of both; empty where they do not meet.</summary>
    public Region Intersect(Region other) => Between(
        Math.Max(X, other.X), Math.Max(Y, other.Y), Math.Min(Right, other.Right), Math.Min(Bottom, other.Bottom));

    /// <summary>The smallest region that holds both; an empty one adds nothing.</summary>
    public Region Union(Region other)
    {
        if (IsEmpty)
        {
            return other;
        }

        return other.IsEmpty
            ? this
            : Between(Math.Min(X, other.X), Math.Min(Y, other.Y), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));
    }

    /// <summary>Whether every pixel of the other is in this one; an empty one always is.</summary>
    public bool Contains(Region other) =>
        other.IsEmpty || (other.X >= X && other.Y >= Y && other.Right <= Right && other.Bottom <= Bottom);

    /// <summary>Whether the pixel is in it.</summary>
    public bool Contains(int x, int y) => x >= X && y >= Y && x < Right && y < Bottom;

    /// <summary>Grown by so many pixels on all four sides; a negative number shrinks it.</summary>
    public Region Inflate(int by) => Between(X - by, Y - by, Right + by, Bottom + by);

    /// <summary>Moved.</summary>
    public Region Offset(int dx, int dy) => new(X + dx, Y + dy, Width, Height);

    /// <inheritdoc/>
    public override string ToString() => $"{Width}x{Height} at ({X}, {Y})";
}
