using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using DreamFunctions.Dreaming;

namespace DreamFunctions.Pipeline;

/// <summary>
/// The planes between the stages, as blobs: <c>{dream}/base/{octave}/{tile}</c> is a tile's part of the picture at an
/// octave's size, <c>{dream}/detail/{octave}/{tile}-{attempt}</c> what a tile's dream added to it. A blob is written once and
/// never changed: the attempt is part of the name.
/// </summary>
public sealed class WorkBlobs
{
    /// <summary>In place of a tile's attempt: the mask leaves it out, its detail is nothing.</summary>
    public const int NotDreamed = -1;

    private const int Lanes = 8;

    // What says a plane's order; planes of earlier versions have none of it.
    private const string RowByRow = "application/x-plane-row-channel-column";

    private readonly BlobContainerClient container;
    private readonly KnownBorders borders;
    private long read;
    private long written;

    /// <summary>The planes in a container.</summary>
    /// <param name="container">The container of all dreams' work.</param>
    public WorkBlobs(BlobContainerClient container)
        : this(container, new())
    {
    }

    private WorkBlobs(BlobContainerClient container, KnownBorders borders) => (this.container, this.borders) = (container, borders);

    /// <summary>The bytes of planes that went through here so far, in both directions.</summary>
    public StorageTraffic Traffic => new(Interlocked.Read(ref read), Interlocked.Read(ref written));

    /// <summary>The container of all dreams' work.</summary>
    public BlobContainerClient Container => container;

    /// <summary>The same planes, with a <see cref="Traffic"/> of its own: for one of several things that go on at once.</summary>
    public WorkBlobs CountedApart() => new(container, borders);

    /// <summary>Writes a tile's part of the picture at an octave's size, and gives the bytes written.</summary>
    public Task<long> WriteBaseAsync(string dreamId, int octave, int tile, Plane part, CancellationToken cancel) =>
        WriteAsync(BaseName(dreamId, octave, tile), part, cancel);

    /// <summary>Writes what a tile's dream added, over <see cref="TileGrid.DetailOf"/>, and gives the bytes written.</summary>
    public Task<long> WriteDetailAsync(string dreamId, int octave, int tile, int attempt, Plane detail, CancellationToken cancel) =>
        WriteAsync(DetailName(dreamId, octave, tile, attempt), detail, cancel);

    /// <summary>The picture at an octave's size, within a region of it.</summary>
    /// <param name="dreamId">The dream.</param>
    /// <param name="octave">The octave.</param>
    /// <param name="grid">The octave's grid.</param>
    /// <param name="region">A region inside the octave's picture.</param>
    /// <param name="cancel">Stops the reading.</param>
    public async Task<Plane> ReadBaseAsync(string dreamId, int octave, TileGrid grid, Region region, CancellationToken cancel)
    {
        IEnumerable<int> tiles = grid.TilesTouching(region).Where(tile => !grid.KeptOf(tile).Intersect(region).IsEmpty);
        Plane whole = new(region);
        // No two tiles keep the same pixels.
        await Parallel.ForEachAsync(tiles, Parallelism(cancel), async (tile, stop) =>
            await ReadAsync(BaseName(dreamId, octave, tile), grid.KeptOf(tile), whole, stop));
        return whole;
    }

    /// <summary>
    /// What the tiles of an octave added to it, blended through the feathers, within a region. Tiles that are not yet compared with their
    /// neighbours (<see cref="Border"/>) are read whole, of the others the region alone.
    /// </summary>
    /// <param name="dreamId">The dream.</param>
    /// <param name="octave">The octave.</param>
    /// <param name="grid">The octave's grid.</param>
    /// <param name="region">A region inside the octave's picture.</param>
    /// <param name="attemptOf">The accepted attempt of a tile.</param>
    /// <param name="cancel">Stops the reading.</param>
    public async Task<Plane> ReadDetailAsync(
        string dreamId, int octave, TileGrid grid, Region region, Func<int, int> attemptOf, CancellationToken cancel)
    {
        Dictionary<(int A, int B), Border> known = [];
        List<(int A, int B)> unknown = [];
        foreach ((int A, int B) pair in Border.Within(grid, region))
        {
            if (borders.Find(Name(pair.A), Name(pair.B)) is { } border)
                known.Add(pair, border);
            else
                unknown.Add(pair);
        }

        HashSet<int> whole = [.. unknown.SelectMany(pair => new[] { pair.A, pair.B })];
        Dictionary<int, Plane> details = grid.TilesTouching(region).ToDictionary(
            tile => tile, tile => new Plane(whole.Contains(tile) ? grid.DetailOf(tile) : Stitcher.Needed(grid, tile, region)));
        await Parallel.ForEachAsync(details.Where(detail => attemptOf(detail.Key) != NotDreamed), Parallelism(cancel), async (detail, stop) =>
            await ReadAsync(Name(detail.Key), grid.DetailOf(detail.Key), detail.Value, stop));
        foreach ((int a, int b) in unknown)
        {
            Border border = Border.Of(grid, a, b, details[a], details[b]);
            borders.Add(Name(a), Name(b), border);
            known.Add((a, b), border);
        }

        return Stitcher.Blend(grid, region, tile => details[tile], known);

        string Name(int tile) => DetailName(dreamId, octave, tile, attemptOf(tile));
    }

    /// <summary>Writes the picture's transparency, one byte a pixel, row by row.</summary>
    public Task WriteAlphaAsync(string dreamId, byte[] alpha, CancellationToken cancel) =>
        container.GetBlobClient(AlphaName(dreamId)).UploadAsync(new BinaryData(alpha), overwrite: true, cancel);

    /// <summary>The picture's transparency, one byte a pixel, row by row.</summary>
    public async Task<byte[]> ReadAlphaAsync(string dreamId, CancellationToken cancel) =>
        (await container.GetBlobClient(AlphaName(dreamId)).DownloadContentAsync(cancel)).Value.Content.ToArray();

    /// <summary>Notes that a picture is taken in, before it is, and gives how often that was noted.</summary>
    public async Task<int> CountIntakeAsync(string dreamId)
    {
        int before = 0;
        await foreach (BlobItem _ in container.GetBlobsAsync(new GetBlobsOptions { Prefix = $"{dreamId}/intake/" }))
            before++;
        await container.GetBlobClient($"{dreamId}/intake/{before}").UploadAsync(new BinaryData([]), overwrite: true);
        return before + 1;
    }

    /// <summary>Writes the guide that layers follow.</summary>
    public Task WriteGuideAsync(string dreamId, Plane guide, CancellationToken cancel) => WriteAsync(GuideName(dreamId), guide, cancel);

    /// <summary>The guide that layers follow.</summary>
    public Task<Plane> ReadGuideAsync(string dreamId, Size size, CancellationToken cancel) =>
        ReadAsync(GuideName(dreamId), new Region(size), cancel);

    /// <summary>Writes the mask under what a tile hands back.</summary>
    public Task WriteMaskAsync(string dreamId, int octave, int tile, Plane mask, CancellationToken cancel) =>
        WriteAsync(MaskName(dreamId, octave, tile), mask, cancel);

    /// <summary>The mask under what a tile hands back.</summary>
    public Task<Plane> ReadMaskAsync(string dreamId, int octave, TileGrid grid, int tile, CancellationToken cancel) =>
        ReadAsync(MaskName(dreamId, octave, tile), grid.DetailOf(tile), cancel);

    /// <summary>Removes everything that a dream left.</summary>
    public async Task RemoveAsync(string dreamId, CancellationToken cancel)
    {
        List<string> names = [];
        await foreach (BlobItem blob in container.GetBlobsAsync(new GetBlobsOptions { Prefix = $"{dreamId}/" }, cancel))
            names.Add(blob.Name);
        await Parallel.ForEachAsync(names, Parallelism(cancel), async (name, stop) =>
            await container.DeleteBlobIfExistsAsync(name, cancellationToken: stop));
    }

    /// <summary>The dreams of which work lies there, each with when the newest of it was written.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> NewestByDreamAsync(CancellationToken cancel)
    {
        Dictionary<string, DateTimeOffset> newest = [];
        await foreach (BlobItem blob in container.GetBlobsAsync(new GetBlobsOptions { Prefix = DreamStarter.IdPrefix }, cancel))
        {
            if (blob.Name.Split('/') is not [var dreamId, _, ..])
                continue;
            DateTimeOffset written = blob.Properties.LastModified ?? DateTimeOffset.MinValue;
            newest[dreamId] = newest.TryGetValue(dreamId, out DateTimeOffset before) && before > written ? before : written;
        }

        return newest;
    }

    internal static ParallelOptions Parallelism(CancellationToken cancel) =>
        new() { MaxDegreeOfParallelism = Lanes, CancellationToken = cancel };

    private static string BaseName(string dreamId, int octave, int tile) => $"{dreamId}/base/{octave}/{tile}";

    private static string DetailName(string dreamId, int octave, int tile, int attempt) =>
        $"{dreamId}/detail/{octave}/{tile}-{attempt}";

    private static string MaskName(string dreamId, int octave, int tile) => $"{dreamId}/mask/{octave}/{tile}";

    private static string GuideName(string dreamId) => $"{dreamId}/guide";

    private static string AlphaName(string dreamId) => $"{dreamId}/alpha";

    private async Task<long> WriteAsync(string name, Plane plane, CancellationToken cancel)
    {
        byte[] bytes = PlaneCodec.Encode(plane);
        BlobUploadOptions options = new() { HttpHeaders = new BlobHttpHeaders { ContentType = RowByRow } };
        await container.GetBlobClient(name).UploadAsync(new BinaryData(bytes), options, cancel);
        Interlocked.Add(ref written, bytes.Length);
        return bytes.Length;
    }

    private async Task<Plane> ReadAsync(string name, Region area, CancellationToken cancel)
    {
        Plane plane = new(area);
        await ReadAsync(name, area, plane, cancel);
        return plane;
    }

    // "bytes 0-99/1234" (RFC 9110, 14.4).
    private static long LengthOfAll(string range) => long.Parse(range.AsSpan(range.LastIndexOf('/') + 1), CultureInfo.InvariantCulture);

    // Straight into the plane that it is for: what is read beside many megapixels would be as large again, and soon garbage.
    private async Task ReadAsync(string name, Region area, Plane target, CancellationToken cancel)
    {
        if (!await TryReadAsync(name, area, PlaneCodec.RowsFor(area, target.Area), target, cancel))
            await TryReadAsync(name, area, PlaneCodec.EarlierRows(area), target, cancel);
    }

    /// <summary>Whether the plane has the rows' order; if not, nothing was read.</summary>
    private async Task<bool> TryReadAsync(string name, Region area, PlaneRows rows, Plane target, CancellationToken cancel)
    {
        long row = PlaneRows.Bytes(area);
        BlobDownloadOptions part = new() { Range = new HttpRange(rows.First * row, rows.Count * row) };
        try
        {
            using BlobDownloadStreamingResult download = await container.GetBlobClient(name).DownloadStreamingAsync(part, cancel);
            PlaneCodec.RequireLength(area, LengthOfAll(download.Details.ContentRange));
            if (download.Details.ContentType == RowByRow != (rows.Order == PlaneOrder.RowChannelColumn))
                return false;
            await PlaneCodec.DecodeAsync(download.Content, area, rows, target, cancel);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            throw new WorkBlobMissingException(name);
        }

        Interlocked.Add(ref read, rows.Count * row);
        return true;
    }
}

/// <summary>A plane that should lie in the work container does not: the dream has ended, or somebody removed it.</summary>
public sealed class WorkBlobMissingException(string name)
    : Exception($"The work blob '{name}' is gone: its dream has ended or was cancelled, or the blob was removed by hand.");
