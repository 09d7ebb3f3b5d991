using System.Security.Cryptography;

namespace DreamFunctions.Nets;

/// <summary>
/// Finds a net's file, or prepares it on first use; after that it is there without a network. No path leaves it whose
/// file does not have the card's checksum. Several processes may prepare the same file at once.
/// </summary>
/// <param name="cacheFolder">Where prepared files are kept; made when needed. See <see cref="NetFolders.Cache()"/>.</param>
/// <param name="searchFolders">Where files are looked for first. See <see cref="NetFolders.Search()"/>.</param>
/// <param name="http">For downloads; without one nothing is downloaded.</param>
public sealed class NetStore(string cacheFolder, IEnumerable<string> searchFolders, HttpClient? http = null)
{
    private readonly string[] _searchFolders = [.. searchFolders];

    /// <summary>A store that searches the given folders and those that the environment names, and that downloads.</summary>
    public static NetStore Default(params IEnumerable<string> folders) =>
        new(NetFolders.Cache(), [.. folders, .. NetFolders.Search()], new HttpClient());

    /// <summary>The path of the card's main file or of one of its alternatives, its checksum verified.</summary>
    /// <exception cref="NetUnavailableException">It is not to be had; the message says what to do.</exception>
    public async Task<string> LocateAsync(NetCard card, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(card);
        var notes = new List<string>();
        foreach (var file in card.Files)
        {
            if (await SearchAsync(card, file, notes, cancellation).ConfigureAwait(false) is { } found)
            {
                return found;
            }
        }

        foreach (var file in card.Files)
        {
            if (await PrepareAsync(file, notes, cancellation).ConfigureAwait(false) is { } prepared)
            {
                return prepared;
            }
        }

        throw new NetUnavailableException(Advice(card, notes));
    }

    private async Task<string?> SearchAsync(NetCard card, NetFile file, List<string> notes, CancellationToken cancellation)
    {
        IEnumerable<string> folders = card.Folder is null ? _searchFolders : [.. _searchFolders, card.Folder];
        var paths = folders.Append(cacheFolder).Select(folder => Path.Combine(folder, file.File));
        if (file.Source is PackageSource package)
        {
            paths = paths.Append(PackageFile.In(NetFolders.Packages(Environment.GetEnvironmentVariable), package));
        }

        foreach (var path in paths.Where(System.IO.File.Exists))
        {
            if (await ChecksumAsync(path, cancellation).ConfigureAwait(false) == file.Sha256)
            {
                return path;
            }

            notes.Add($"{path} is there, but its sha256 is not {file.Sha256}.");
        }

        return null;
    }

    private async Task<string?> PrepareAsync(NetFile file, List<string> notes, CancellationToken cancellation)
    {
        if (file.Source is FolderSource || (file.Source is DownloadSource && http is null))
        {
            return null;
        }

        // Beside its final place, so that the last step is a rename: nobody ever sees half a file.
        var scratch = Path.Combine(cacheFolder, $".preparing-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(scratch);
            var draft = Path.Combine(scratch, file.File);
            if (!await FetchAsync(file, draft, scratch, notes, cancellation).ConfigureAwait(false))
            {
                return null;
            }

            var path = Path.Combine(cacheFolder, file.File);
            System.IO.File.Move(draft, path, overwrite: true);
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            notes.Add($"The cache folder {cacheFolder} cannot be used: {exception.Message}");
            return null;
        }
        finally
        {
            if (Directory.Exists(scratch))
            {
                Directory.Delete(scratch, recursive: true);
            }
        }
    }

    private async Task<bool> FetchAsync(
        NetFile file, string draft, string scratch, List<string> notes, CancellationToken cancellation)
    {
        if (file.Source is PackageSource package)
        {
            var origin = $"{package.Package} {package.Version}";
            return await PackageFile.RestoreAsync(package, draft, scratch, notes, cancellation).ConfigureAwait(false)
                && await VerifyAsync(file, draft, origin, notes, cancellation).ConfigureAwait(false);
        }

        foreach (var url in ((DownloadSource)file.Source).Urls)
        {
            if (await Download.ToAsync(http!, url, draft, notes, cancellation).ConfigureAwait(false)
                && await VerifyAsync(file, draft, url, notes, cancellation).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<bool> VerifyAsync(
        NetFile file, string draft, string origin, List<string> notes, CancellationToken cancellation)
    {
        if (await ChecksumAsync(draft, cancellation).ConfigureAwait(false) == file.Sha256)
        {
            return true;
        }

        notes.Add($"What {origin} gave does not have the sha256 {file.Sha256}.");
        return false;
    }

    private static async Task<string> ChecksumAsync(string path, CancellationToken cancellation)
    {
        using var stream = System.IO.File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false));
    }

    private string Advice(NetCard card, List<string> notes)
    {
        var folders = string.Join(", ", _searchFolders.Append(cacheFolder));
        var ways = card.Files.Select(file => file.Source switch
        {
            PackageSource package =>
                $"{file.File} (it is {package.Path} in the NuGet package {package.Package} {package.Version}; "
                + "'dotnet restore' must reach a package source for that)",
            DownloadSource download => $"{file.File} (from {string.Join(" or ", download.Urls)})",
            _ => $"{file.File} (sha256 {file.Sha256})",
        });
        return $"The net '{card.Name}' is not here. Looked in: {folders}. Put one of these files there, or into a folder that "
            + $"DREAM_MODELS names: {string.Join("; ", ways)}."
            + string.Concat(notes.Select(note => $" {note}"));
    }
}
