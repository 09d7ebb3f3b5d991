using System.Diagnostics;
using System.Globalization;
using DreamFunctions.Dreaming;
using DreamFunctions.Inference;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Benchmarks.Seams;

/// <summary>Dreams photographs in fast mode, in this process and without any storage, and prints the seams' figures.</summary>
internal static class SeamBench
{
    public const string Help = """
        How well borders of tiles are hidden, on real photographs and nets.

          dotnet run -c Release --project tests/benchmarks -- seams PHOTO... [options]
          --model googlenet, --layer 4c, --side 2111 (the longer one, enlarged), --octaves 2, --iterations 10, --threads 1,
          --tile 512, --halo A,B (in the last octave; the planner's if not given), --feather 16, --rounds 1, --seed 0, --start X,Y,W,H (a crop)
          --own      also with a normaliser of each tile's own
          --untiled also against the same octave dreamed untiled, which takes what lies at the borders out of the figures; and the
                     score of the untiled dream as though it had the same borders: what a picture without seams gets
          --out DIR  also writes the dreams, one PNG each
          --depth    instead: how strongly a tile dreams so far inside its window, against the neighbour that sees the same
                     place from further within

        Enlarged by a whole ratio (512 to 2,048, core 128), a photo shows every border at the same phase between its own pixels, which has
        steps of its own: take a side that has no such ratio, as the 2,111 here.

        The octaves before the last are dreamed once with the planner's grid. Tiles of the last are dreamed once for each halo;
        the blend, the plain feather and the hard cut are three ways to put the same tiles together.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        Options options = new(args);
        NetCard card = NetCatalogue.BuiltIn().NetNamed(options.Text("--model", "googlenet"));
        string path = await NetStore.Default().LocateAsync(card);
        NetLayer layer = card.LayerNamed(options.Text("--layer", card.DefaultLayer));
        using DreamNet net = DreamNet.Load(card, path, layer, new(Provider.Cpu, options.Number("--threads", 1)));
        DreamSettings settings = new()
        {
            Model = card.Name,
            Layer = layer.Name,
            Octaves = options.Number("--octaves", 2),
            Iterations = options.Number("--iterations", 10),
            Tile = options.Number("--tile", 512),
            Feather = options.Has("--feather") ? options.Number("--feather", 0) : null,
            Seed = options.Number("--seed", 0),
        };
        foreach (string photo in options.Words)
        {
            Stopwatch watch = Stopwatch.StartNew();
            Plane picture = Photos.Read(photo, options.Number("--side", 2111), options.Numbers("--start"));
            PhotoDream dream = new(net, card, settings, options.Number("--rounds", 1), picture);
            string name = $"{Path.GetFileNameWithoutExtension(photo)} {picture.Area.Size} {card.Name} {layer.Name}";
            if (options.Has("--depth"))
            {
                DepthProfile.Print(name, dream);
                continue;
            }

            Plane? untiled = options.Has("--untiled") ? dream.DreamLastUntiled() : null;
            int[] halos = options.Has("--halo") ? options.Numbers("--halo") : [0];
            foreach ((int halo, bool own) in halos.Select(halo => (halo, false)).Concat(options.Has("--own") ? [(halos[^1], true)] : []))
            {
                TileGrid grid = dream.LastGrid(halo);
                Plane[] details = dream.DreamLast(grid, own);
                foreach ((string how, TileGrid cut, Plane detail) in Blends.Of(grid, details))
                {
                    string title = $"{name} core {grid.Core} halo {grid.Halo} feather {cut.Feather} {how}{(own ? ", own normalisers" : "")}";
                    Figures.Print(title, cut, detail);
                    if (untiled is not null && how == "blend" && !own)
                        Figures.Print($"{title}: the untiled dream, scored at the same lines", cut, untiled);
                    if (untiled is not null)
                        Figures.PrintAgainst(title, cut, detail, untiled, margin: layer.ReceptiveField / 2);
                    if (options.Has("--out"))
                        Photos.Write(Path.Combine(options.Text("--out", "."), title.Replace(' ', '_') + ".png"), picture, detail);
                }
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"# {name}: {watch.Elapsed.TotalSeconds:0} s, {net.NetTime.TotalSeconds:0} s of gradients so far"));
        }

        return 0;
    }
}
