using Azure;
using DreamFunctions.Local.Progress;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Commands;

/// <summary>The previews of a photo's dream, as files beside where the dream will be.</summary>
internal sealed class PreviewFiles(DreamStorage storage, Photo photo, DreamPreviews previews, IRunProgress progress)
{
    private int shown;

    /// <summary>Fetches what has been made since it was last asked for.</summary>
    public async Task ShowAsync(DreamProgress? status, CancellationToken cancellation)
    {
        if (status?.Preview is null || previews == DreamPreviews.None)
            return;
        // The status of an octave names the preview of the one before it.
        for (var octave = previews == DreamPreviews.Each ? shown + 1 : Math.Max(shown + 1, status.Octave); octave <= status.Octave; octave++)
            await FetchAsync(octave, cancellation);
        shown = status.Octave;
    }

    /// <summary>The dream has ended: one that was to be replaced goes.</summary>
    public void End()
    {
        if (previews == DreamPreviews.Latest)
            File.Delete(PathOf(1));
    }

    private string PathOf(int octave) => Preview.NameOf(previews, photo.Output, octave);

    private async Task FetchAsync(int octave, CancellationToken cancellation)
    {
        var path = PathOf(octave);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            var content = await storage.Dreams.GetBlobClient(Preview.NameOf(previews, photo.Blob, octave)).DownloadContentAsync(cancellation);
            await File.WriteAllBytesAsync(path, content.Value.Content.ToArray(), cancellation);
            progress.Preview(photo.Name, octave, path);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            // The dream was written meanwhile.
        }
    }
}
