using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Commands;

/// <summary>
/// The files that settings name on this machine. In the pipeline a material is a blob with a checksum; here it is a file, looked
/// for where it is named and beside the file of settings.
/// </summary>
/// <param name="Settings">The settings, with the materials' names and checksums.</param>
/// <param name="Files">Each material's name and file.</param>
internal sealed record LocalMaterials(DreamSettings Settings, IReadOnlyList<(string Name, string Path)> Files)
{
    /// <summary>Finds the files and takes their checksums.</summary>
    /// <param name="settings">As they were read.</param>
    /// <param name="besides">The folder of the file of settings; null where there is none.</param>
    /// <exception cref="CommandException">A file is not there, is another than the settings ask for, or two have one name.</exception>
    public static LocalMaterials Find(DreamSettings settings, string? besides)
    {
        List<(string Name, string Path)> files = [];
        if (settings.Guide is { } guide)
        {
            var (path, checksum) = Found("guide", guide, settings.GuideSha256, besides);
            settings = settings with { Guide = Path.GetFileName(path), GuideSha256 = checksum };
            files.Add((Path.GetFileName(path), path));
        }

        if (settings.Mask is { } mask)
        {
            var (path, checksum) = Found("mask", mask, settings.MaskSha256, besides);
            settings = settings with { Mask = Path.GetFileName(path), MaskSha256 = checksum };
            if (settings.Guide == settings.Mask && settings.GuideSha256 != checksum)
                throw new CommandException($"Guide and mask are both called '{settings.Mask}'; give one another name.");
            files.Add((Path.GetFileName(path), path));
        }

        return new LocalMaterials(settings, files);
    }

    /// <summary>Lays the files where the pipeline looks for them.</summary>
    public async Task UploadAsync(DreamStorage storage, CancellationToken cancellation)
    {
        foreach (var (name, path) in Files)
        {
            await using var file = File.OpenRead(path);
            await storage.Uploads.GetBlobClient(Materials.BlobName(name)).UploadAsync(file, overwrite: true, cancellation);
        }
    }

    private static (string Path, string Checksum) Found(string key, string named, string? checksum, string? besides)
    {
        string[] places = besides is null ? [named] : [named, Path.Combine(besides, named)];
        var path = Array.Find(places, File.Exists)
            ?? throw new CommandException($"{key} is '{named}'; there is no such file. Give it with --{key} PATH.");
        var found = Materials.ChecksumOf(File.ReadAllBytes(path));
        return checksum is null || checksum == found
            ? (Path.GetFullPath(path), found)
            : throw new CommandException(
                $"{key} is '{path}', whose checksum is {found}; the settings ask for {checksum}. Give that picture with --{key} PATH.");
    }
}
