using System.Globalization;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Commands;

/// <summary>One photo of a run: what it is, where its dream goes.</summary>
/// <param name="File">The file that was named; null for a dream that begins without a photo.</param>
/// <param name="Blob">Its name in the container of uploads.</param>
/// <param name="Output">Full path of the dream; its JSON gets <c>.json</c> behind.</param>
internal sealed record Photo(FileInfo? File, string Blob, string Output)
{
    /// <summary>What a person calls it.</summary>
    public string Name => File?.Name ?? Blob;

    /// <summary>What a script is told.</summary>
    public string Source => File?.ToString() ?? Blob;

    /// <summary>Whether there is what it begins with.</summary>
    public bool IsThere => File is not { Exists: false };

    /// <summary>A dream that begins without a photo: as <see cref="Lay"/>, and named after its start, its seed and its output.</summary>
    public static Photo WithoutFile(DreamSettings settings, string? target)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{settings.Start.ToString().ToLowerInvariant()}-{settings.Seed}.png");
        var folder = target is null || Path.EndsInDirectorySeparator(target) || Directory.Exists(target);
        var output = Path.GetFullPath(folder ? Path.Combine(target ?? "", DreamName(name)) : target!);
        return new Photo(null, folder ? name : Path.GetFileName(output), output);
    }

    /// <summary>
    /// Gives each photo its output. One photo: <paramref name="target"/> is a file, or a folder if it is one or ends in a
    /// separator. Several: a folder. None: <c>{name}.dream.{ext}</c> in the current folder.
    /// </summary>
    /// <exception cref="CommandException">Two would go to one place, or a dream would overwrite its photo.</exception>
    public static IReadOnlyList<Photo> Lay(IReadOnlyList<FileInfo> files, string? target)
    {
        var single = files.Count == 1 && target is { Length: > 0 } && !Path.EndsInDirectorySeparator(target)
            && !Directory.Exists(target);
        Photo[] photos =
        [
            .. files.Select(file => new Photo(
                file, file.Name, Path.GetFullPath(single ? target! : Path.Combine(target ?? "", DreamName(file.Name))))),
        ];
        if (photos.GroupBy(photo => photo.Output).FirstOrDefault(group => group.Count() > 1) is { } clash)
        {
            throw new CommandException(
                $"Several photos would become '{clash.Key}': {string.Join(", ", clash.Select(photo => $"'{photo.Source}'"))}; "
                + "dream them one by one, each with an --out of its own.");
        }

        return photos.FirstOrDefault(photo => photo.Output == photo.File?.FullName) is { } itself
            ? throw new CommandException($"The dream would overwrite its photo '{itself.Source}'; give another --out.")
            : photos;
    }

    private static string DreamName(string name) =>
        $"{Path.GetFileNameWithoutExtension(name)}.dream{Path.GetExtension(name)}";
}
