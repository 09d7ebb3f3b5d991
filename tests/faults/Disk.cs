namespace DreamFunctions.Faults;

/// <summary>The disk that a folder lies on. It can be filled where it is small: nobody's own disk is.</summary>
internal sealed class Disk(string folder)
{
    private const long Small = 2_000_000_000;

    private readonly string ballast = Path.Combine(folder, "ballast");

    /// <summary>Whether it is small enough to be filled.</summary>
    public bool CanBeFilled { get; } = new DriveInfo(folder).TotalSize <= Small;

    /// <summary>Fills it to its last byte, and frees it again after a while.</summary>
    /// <exception cref="InvalidOperationException">It is not small.</exception>
    public async Task FillAsync(TimeSpan hold, CancellationToken cancel)
    {
        if (!CanBeFilled)
            throw new InvalidOperationException($"{folder} is not on a disk of at most 2 GB: name one by TMPDIR (mount -t tmpfs -o size=1g tmpfs FOLDER).");
        try
        {
            await using (FileStream file = new(ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
                Fill(file);
            await Task.Delay(hold, cancel);
        }
        finally
        {
            File.Delete(ballast);
        }
    }

    private static void Fill(FileStream file)
    {
        for (byte[] block = new byte[1 << 20]; block.Length > 0;)
        {
            try
            {
                file.Write(block);
            }
            catch (IOException)
            {
                block = new byte[block.Length / 2];
            }
        }
    }
}
