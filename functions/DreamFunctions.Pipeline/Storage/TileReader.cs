using DreamFunctions.Dreaming;

namespace DreamFunctions.Pipeline;

/// <summary>What a tile sees: the octave's picture plus the detail of the octave before, in whole-picture coordinates.</summary>
/// <param name="work">The planes between the stages.</param>
public sealed class TileReader(WorkBlobs work)
{
    /// <summary>Both at once: where the storage makes one wait, the other goes on.</summary>
    /// <seealso cref="ReadBaseAsync"/>
    /// <seealso cref="ReadDetailAsync"/>
    public async Task<(Plane Base, Plane? Detail)> ReadAsync(TileTicket ticket, CancellationToken cancel)
    {
        Task<Plane> picture = ReadBaseAsync(ticket, cancel);
        Task<Plane?> detail = ReadDetailAsync(ticket, cancel);
        await Task.WhenAll((Task)picture, detail);
        return (await picture, await detail);
    }

    /// <summary>
    /// The octave's picture alone over a tile's buffer, extended by reflection where that reaches over the picture's edge.
    /// </summary>
    public async Task<Plane> ReadBaseAsync(TileTicket ticket, CancellationToken cancel)
    {
        Region window = ticket.Grid.BufferOf(ticket.Tile);
        Region inside = Reflection.Footprint(window, ticket.Grid.Picture);
        Plane picture = await work.ReadBaseAsync(ticket.DreamId, ticket.Octave, ticket.Grid, inside, cancel);
        return Reflection.Extend(picture, window, ticket.Grid.Picture);
    }

    /// <summary>
    /// The detail under a tile's buffer, extended by reflection: enlarged from the octave before, or, for a measurement, that of
    /// the octave itself; null where there is none yet.
    /// </summary>
    public async Task<Plane?> ReadDetailAsync(TileTicket ticket, CancellationToken cancel)
    {
        if (ticket.DetailGrid is not { } grid)
            return null;
        Region window = ticket.Grid.BufferOf(ticket.Tile);
        Region inside = Reflection.Footprint(window, ticket.Grid.Picture);
        Plane detail = ticket.Pass == TilePass.Measure
            ? await work.ReadDetailAsync(ticket.DreamId, ticket.Octave, grid, inside, tile => ticket.DetailAttempts[tile], cancel)
            : Enlarge.Part(
                await work.ReadDetailAsync(
                    ticket.DreamId, ticket.Octave - 1, grid, DetailRegion(ticket), tile => ticket.DetailAttempts[tile], cancel),
                grid.Picture, inside, ticket.Grid.Picture);
        return Reflection.Extend(detail, window, ticket.Grid.Picture);
    }

    /// <summary>The region of <see cref="TileTicket.DetailGrid"/> that a ticket reads: what decides which tiles it must name.</summary>
    public static Region DetailRegion(TileTicket ticket)
    {
        Region inside = Reflection.Footprint(ticket.Grid.BufferOf(ticket.Tile), ticket.Grid.Picture);
        return ticket.Pass == TilePass.Measure
            ? inside
            : Enlarge.SourceOf(inside, ticket.Grid.Picture, ticket.DetailGrid!.Picture);
    }
}
