using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DreamFunctions.Local.Drawing;

/// <summary>Labels in letters of 3 x 5 dots: a font file would be the only thing here that needs one.</summary>
internal static class SmallLetters
{
    // A letter is five rows from the top, each an octal digit: 4 the left dot, 2 the middle one, 1 the right one.
    private static readonly string[] Rows =
    [
        "25755", "65656", "34443", "65556", "74647", "74644", "34553", "55755", "72227", "11152", "55655", "44447",
        "57755", "65555", "25552", "65644", "25563", "65655", "34216", "72222", "55557", "55552", "55775", "55255",
        "55222", "71247", "75557", "26227", "71747", "71317", "55711", "74717", "74757", "71122", "75757", "75717",
        "00700", "00007", "00002", "11244", "64446", "31113", "02020", "00000",
    ];

    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789-_./[]: ";

    /// <summary>Dots from one letter to the next.</summary>
    public const int Pitch = 4;

    /// <summary>The height of a line in pixels.</summary>
    public static int Height(int dot) => 5 * dot;

    /// <summary>Writes a text; what has no letter is a space, what goes beyond the picture is cut.</summary>
    /// <param name="image">Where.</param>
    /// <param name="text">What.</param>
    /// <param name="x">The left edge.</param>
    /// <param name="y">The top edge.</param>
    /// <param name="dot">The side of a dot in pixels.</param>
    /// <param name="colour">The colour.</param>
    public static void Write(Image<Rgb24> image, string text, int x, int y, int dot, Rgb24 colour)
    {
        foreach (var letter in text.ToLowerInvariant())
        {
            var known = Letters.AsSpan().IndexOf(letter);
            var rows = known < 0 ? Rows[^1] : Rows[known];
            for (var i = 0; i < 15; i++)
            {
                var (row, column) = Math.DivRem(i, 3);
                if (((rows[row] - '0') >> (2 - column) & 1) == 1)
                    Fill(image, x + (column * dot), y + (row * dot), dot, colour);
            }

            x += Pitch * dot;
        }
    }

    private static void Fill(Image<Rgb24> image, int x, int y, int side, Rgb24 colour)
    {
        for (var dy = 0; dy < side; dy++)
        {
            for (var dx = 0; dx < side; dx++)
            {
                if (x + dx < image.Width && y + dy < image.Height)
                    image[x + dx, y + dy] = colour;
            }
        }
    }
}
