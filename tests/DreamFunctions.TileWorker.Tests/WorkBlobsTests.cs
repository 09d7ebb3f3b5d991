using DreamFunctions.Dreaming;
using DreamFunctions.Pipeline;
using Xunit;

namespace DreamFunctions.TileWorker.Tests;

/// <summary>What a worker reads of the planes between the stages, from a real storage.</summary>
public sealed class WorkBlobsTests(Azurite azurite)
{
    private static readonly DreamSettings Large = new() { Layer = "conv1", Tile = 640, Halo = 16, Jitter = 0, Feather = 8 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_a_large_neighbour_only_the_rows_that_a_tile_sees_are_read()
    {
        using Scene scene = await Scene.CreateAsync(azurite, Large, width: 600, height: 1900);
        (WorkBlobs work, TileGrid grid) = (scene.Storage.Work, scene.Plan.Octaves[0]);
        Plane picture = await work.ReadBaseAsync("dream-t", 0, grid, new Region(grid.Picture), Stop);
        foreach (int tile in Enumerable.Range(0, grid.Count))
        {
            Region seen = Reflection.Footprint(grid.BufferOf(tile), grid.Picture);
            Assert.True(grid.TilesTouching(seen).Count() > 1);
            long before = work.Traffic.Read;
            Plane part = await work.ReadBaseAsync("dream-t", 0, grid, seen, Stop);
            Assert.Equal(picture.Crop(seen).Values, part.Values);
            Assert.Equal(PlaneCodec.LengthOf(seen), work.Traffic.Read - before);
        }
    }

    [Fact]
    public async Task Details_are_read_whole_until_they_are_compared_and_then_only_where_a_tile_sees_them()
    {
        using Scene scene = await Scene.CreateAsync(azurite, Large, width: 600, height: 1900);
        (WorkBlobs work, TileGrid grid) = (scene.Storage.Work, scene.Plan.Octaves[0]);
        Random random = new(5);
        for (int tile = 0; tile < grid.Count; tile++)
        {
            Plane detail = new(grid.DetailOf(tile));
            for (int i = 0; i < detail.Values.Length; i++)
                detail.Values[i] = random.Next(-40, 40);
            await work.WriteDetailAsync("dream-t", 0, tile, 0, detail, Stop);
        }

        Region seen = Reflection.Footprint(grid.BufferOf(1), grid.Picture);
        (Plane first, long whole) = await ReadAsync(work.CountedApart());
        (Plane then, long part) = await ReadAsync(work.CountedApart());
        Assert.Equal(first.Values, then.Values);
        Assert.Equal(grid.TilesTouching(seen).Sum(tile => PlaneCodec.LengthOf(grid.DetailOf(tile))), whole);
        Assert.Equal(grid.TilesTouching(seen).Sum(tile => PlaneCodec.LengthOf(Stitcher.Needed(grid, tile, seen))), part);
        Assert.InRange(part, 1, whole / 2);

        async Task<(Plane Detail, long Read)> ReadAsync(WorkBlobs counted) =>
            (await counted.ReadDetailAsync("dream-t", 0, grid, seen, _ => 0, Stop), counted.Traffic.Read);
    }

    [Fact]
    public async Task A_plane_in_the_order_of_earlier_versions_is_read_as_it_was_meant()
    {
        using Scene scene = await Scene.CreateAsync(azurite, Large, width: 600, height: 1900);
        (WorkBlobs work, TileGrid grid) = (scene.Storage.Work, scene.Plan.Octaves[0]);
        Region seen = Reflection.Footprint(grid.BufferOf(1), grid.Picture);
        Plane before = await work.ReadBaseAsync("dream-t", 0, grid, seen, Stop);
        foreach (int tile in grid.TilesTouching(seen))
        {
            Plane part = await work.ReadBaseAsync("dream-t", 0, grid, grid.KeptOf(tile), Stop);
            byte[] bytes = [.. part.Values.SelectMany(value => BitConverter.GetBytes((Half)value))];
            await work.Container.GetBlobClient($"dream-t/base/0/{tile}").UploadAsync(new BinaryData(bytes), overwrite: true, Stop);
        }

        Assert.Equal(before.Values, (await work.ReadBaseAsync("dream-t", 0, grid, seen, Stop)).Values);
    }

    [Fact]
    public async Task A_plane_of_another_length_is_refused()
    {
        using Scene scene = await Scene.CreateAsync(azurite, new());
        (WorkBlobs work, TileGrid grid) = (scene.Storage.Work, scene.Plan.Octaves[0]);
        byte[] longer = new byte[PlaneCodec.LengthOf(grid.KeptOf(0)) + 2];
        await work.Container.GetBlobClient("dream-t/base/0/0").UploadAsync(new BinaryData(longer), overwrite: true, Stop);
        Assert.Contains($"not {longer.Length}", (await Assert.ThrowsAsync<InvalidDataException>(
            () => work.ReadBaseAsync("dream-t", 0, grid, new Region(grid.Picture), Stop))).Message);
    }

    [Fact]
    public async Task A_plane_that_is_gone_is_named()
    {
        using Scene scene = await Scene.CreateAsync(azurite, new());
        await scene.Storage.Work.RemoveAsync("dream-t", Stop);
        TileGrid grid = scene.Plan.Octaves[0];
        Assert.Contains("'dream-t/base/0/0'", (await Assert.ThrowsAsync<WorkBlobMissingException>(
            () => scene.Storage.Work.ReadBaseAsync("dream-t", 0, grid, new Region(grid.Picture), Stop))).Message);
    }
}
