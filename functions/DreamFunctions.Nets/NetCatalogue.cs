namespace DreamFunctions.Nets;

/// <summary>The nets that can be asked for: those built in, and one for each card in the user's folders.</summary>
public sealed class NetCatalogue
{
    private NetCatalogue(IReadOnlyList<NetCard> nets) => Nets = nets;

    /// <summary>All nets: the built-in ones first, then by folder and file name.</summary>
    public IReadOnlyList<NetCard> Nets { get; }

    /// <summary>The nets that come with the program.</summary>
    public static NetCatalogue BuiltIn() => Load([]);

    /// <summary>The built-in nets and every <c>*.json</c> of the folders. A folder that does not exist holds none.</summary>
    /// <exception cref="NetCardException">A card is not as it should be, or its name is taken.</exception>
    public static NetCatalogue Load(params IEnumerable<string> folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        var nets = BuiltInCards().ToList();
        foreach (var folder in folders.Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
            {
                var card = CardReader.Read(file, System.IO.File.ReadAllText(file), folder);
                if (nets.Any(net => net.Name == card.Name))
                {
                    throw new NetCardException(file, "name", $"is '{card.Name}', which another card has already.");
                }

                nets.Add(card);
            }
        }

        return new NetCatalogue(nets);
    }

    /// <summary>Reads one card.</summary>
    /// <param name="file">Its file, for messages.</param>
    /// <param name="json">Its text.</param>
    /// <param name="folder">The folder where the net lies, too; null for none.</param>
    /// <exception cref="NetCardException">It is not as it should be.</exception>
    public static NetCard Read(string file, string json, string? folder) => CardReader.Read(file, json, folder);

    /// <summary>The net of that name; upper and lower case are the same.</summary>
    /// <exception cref="UnknownNetException">There is none; the message names those that there are.</exception>
    public NetCard NetNamed(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Nets.FirstOrDefault(net => net.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new UnknownNetException(name, [.. Nets.Select(net => net.Name)]);
    }

    private static IEnumerable<NetCard> BuiltInCards()
    {
        var assembly = typeof(NetCatalogue).Assembly;
        var names = assembly.GetManifestResourceNames().Where(name => name.EndsWith(".json", StringComparison.Ordinal));
        foreach (var resource in names.Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return CardReader.Read(resource, reader.ReadToEnd(), null);
        }
    }
}
