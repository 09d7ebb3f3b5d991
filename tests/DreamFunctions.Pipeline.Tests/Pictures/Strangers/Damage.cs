namespace DreamFunctions.Pipeline.Tests.Pictures.Strangers;

/// <summary>Seeded damage: the same number gives the same file.</summary>
internal static class Damage
{
    private static readonly byte[] Telling = [0, 1, 2, 4, 0x10, 0x7F, 0x80, 0xD8, 0xD9, 0xFE, 0xFF];

    /// <summary>The file of a number, and what it was made from.</summary>
    public static (string From, byte[] File) Of(int seed)
    {
        Random random = new(seed);
        string[] names = [.. SeedPictures.Plain.Keys.Order(StringComparer.Ordinal)];
        string name = names[random.Next(names.Length)];
        byte[] file = [.. SeedPictures.Plain[name]];
        for (int left = random.Next(1, 6); left > 0 && file.Length > 0; left--)
            file = Once(file, random, SeedPictures.Plain[names[random.Next(names.Length)]]);
        if (random.Next(2) == 0 && file is [0x89, 0x50, 0x4E, 0x47, ..])
            PngChecksums.MendAll(file);
        return (name, file);
    }

    private static byte[] Once(byte[] file, Random random, byte[] other)
    {
        int at = random.Next(file.Length), count = Math.Min(random.Next(1, 40), file.Length - at);
        // Headers decide most.
        int early = random.Next(2) == 0 ? at : random.Next(Math.Min(64, file.Length));
        switch (random.Next(9))
        {
            case 0:
                return file[..at];
            case 1:
                file[at] ^= (byte)(1 << random.Next(8));
                return file;
            case 2:
                file[early] = Telling[random.Next(Telling.Length)];
                return file;
            case 3:
                random.NextBytes(file.AsSpan(at, count));
                return file;
            case 4:
                return [.. file[..at], .. file[(at + count)..]];
            case 5:
                return [.. file[..at], .. file[at..(at + count)], .. file[at..]];
            case 6:
                return [.. file[..at], .. other.Skip(random.Next(other.Length + 1))];
            case 7:
                return [.. file[..at], .. new byte[count], .. file[at..]];
            default:
                file.AsSpan(early, Math.Min(random.Next(1, 5), file.Length - early)).Fill(Telling[random.Next(Telling.Length)]);
                return file;
        }
    }
}
