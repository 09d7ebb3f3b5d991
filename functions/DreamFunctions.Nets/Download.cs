namespace DreamFunctions.Nets;

/// <summary>Fetches a file from the web.</summary>
internal static class Download
{
    /// <returns>Whether the file came whole; if not, a note says why.</returns>
    public static async Task<bool> ToAsync(
        HttpClient http, string url, string path, List<string> notes, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellation)
                .ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            using var file = System.IO.File.Create(path);
            await response.Content.CopyToAsync(file, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or HttpIOException
            || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            notes.Add($"{url} could not be downloaded: {exception.Message}");
            return false;
        }
    }
}
