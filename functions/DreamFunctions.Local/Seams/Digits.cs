namespace DreamFunctions.Local.Seams;

/// <summary>Figures as dots, 3 wide and 5 high: a picture's labels must not depend on what fonts a machine has.</summary>
internal static class Digits
{
    /// <summary>Dots from one character to the next.</summary>
    public const int Pitch = 4;

    /// <summary>Dots from one line to the next.</summary>
    public const int LineHeight = 6;

    // Row by row from the top, the leftmost dot first.
    private static readonly Dictionary<char, string> Dots = new()
    {
        ['0'] = "111101101101111",
        ['1'] = "010110010010111",
        ['2'] = "111001111100111",
        ['3'] = "111001111001111",
        ['4'] = "101101111001001",
        ['5'] = "111100111001111",
        ['6'] = "111100111101111",
        ['7'] = "111001001001001",
        ['8'] = "111101111101111",
        ['9'] = "111101111001111",
        ['.'] = "000000000000010",
        ['-'] = "000000111000000",
    };

    /// <summary>The dots of a text, from its top left corner; other characters are left blank.</summary>
    public static IEnumerable<(int X, int Y)> Of(string text) =>
        from character in text.Index()
        where Dots.ContainsKey(character.Item)
        from dot in Dots[character.Item].Index()
        where dot.Item == '1'
        select ((character.Index * Pitch) + (dot.Index % 3), dot.Index / 3);
}
