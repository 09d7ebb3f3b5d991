using System.Text.Json;

namespace DreamFunctions.Nets;

/// <summary>Reads cards and checks that they hold together.</summary>
internal static class CardReader
{
    public static NetCard Read(string file, string json, string? folder)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(new CardKeys(file, string.Empty, document.RootElement), folder);
        }
        catch (JsonException exception)
        {
            throw new NetCardException(file, string.Empty, $"is not JSON: {exception.Message}", exception);
        }
    }

    private static NetCard Read(CardKeys keys, string? folder)
    {
        var card = new NetCard
        {
            Name = keys.Text("name", IsName, "a name of a-z, 0-9, '-', '_' and '.'"),
            Description = keys.Text("description"),
            Licence = keys.Text("licence"),
            File = FileName(keys),
            Sha256 = Checksum(keys),
            Source = Source(keys),
            Input = keys.Text("input"),
            Alternatives = keys.Has("alternatives") ? [.. keys.Objects("alternatives").Select(Alternative)] : [],
            ChannelOrder = keys.Text("channelOrder", text => text is "RGB" or "BGR", "RGB or BGR"),
            Mean = keys.Numbers("mean"),
            Scale = keys.Number("scale"),
            Prepare = keys.Has("prepare") ? keys.Texts("prepare") : [],
            Checkpoints = keys.Has("checkpoints") ? keys.Texts("checkpoints") : [],
            DefaultLayer = keys.Text("defaultLayer"),
            Layers = [.. keys.Objects("layers").Select(Layer)],
            Classifier = keys.Has("classifier") ? Classifier(keys.Object("classifier")) : null,
            Folder = folder,
        };
        keys.Done();
        Check(card, keys);
        return card;
    }

    private static void Check(NetCard card, CardKeys keys)
    {
        if (card.Mean.Count != 3)
        {
            throw keys.Wrong("mean", $"has {card.Mean.Count} values, not 3.");
        }

        if (card.Scale <= 0)
        {
            throw keys.Wrong("scale", "is not above 0.");
        }

        if (card.Prepare.FirstOrDefault(name => !Preparations.All.Contains(name)) is { } unknown)
        {
            throw keys.Wrong("prepare", $"has '{unknown}'; there are: {string.Join(", ", Preparations.All)}.");
        }

        if (card.Layers.Count == 0)
        {
            throw keys.Wrong("layers", "is empty.");
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var layer in card.Layers)
        {
            IEnumerable<string> answers = [layer.Name, layer.Tensor, .. layer.Aliases];
            if (answers.Distinct(StringComparer.OrdinalIgnoreCase).FirstOrDefault(name => !names.Add(name)) is { } twice)
            {
                throw keys.Wrong("layers", $"has two layers that answer to '{twice}'.");
            }
        }

        if (!names.Contains(card.DefaultLayer))
        {
            throw keys.Wrong("defaultLayer", $"is '{card.DefaultLayer}', which is none of the layers.");
        }

        if (card.Classifier is { } head)
        {
            if (!names.Contains(head.Layer))
            {
                throw keys.Wrong("classifier.layer", $"is '{head.Layer}', which is none of the layers.");
            }

            if (head.Names.Count > 0 && head.Names.Count != head.Count)
            {
                throw keys.Wrong("classifier.names", $"has {head.Names.Count} names for {head.Count} classes.");
            }
        }
    }

    private static NetLayer Layer(CardKeys keys)
    {
        var layer = new NetLayer(
            keys.Text("name"), keys.Text("tensor"), keys.Count("receptiveField"), keys.Count("stride"), keys.Count("channels"))
        {
            Aliases = keys.Has("aliases") ? keys.Texts("aliases") : [],
        };
        if (keys.Has("bytesPerPixel"))
        {
            layer = layer with { BytesPerPixel = keys.Count("bytesPerPixel") };
        }

        if (keys.Has("bytesPerPixelRecomputed"))
        {
            layer = layer with { BytesPerPixelRecomputed = keys.Count("bytesPerPixelRecomputed") };
        }

        keys.Done();
        return layer;
    }

    private static NetClassifier Classifier(CardKeys keys)
    {
        var head = new NetClassifier(keys.Text("tensor"), keys.Text("layer"), keys.Count("classes"))
        {
            Aliases = keys.Has("aliases") ? keys.Texts("aliases") : [],
            Names = keys.Has("namesOf")
                ? ClassNames.Read(keys.Text("namesOf", ClassNames.Known, $"a list that is built in ({ClassNames.ImageNet})"))
                : keys.Has("names") ? keys.Texts("names") : [],
        };
        keys.Done();
        return head;
    }

    private static NetFile Alternative(CardKeys keys)
    {
        var file = new NetFile(FileName(keys), Checksum(keys), keys.Text("input"), Source(keys));
        keys.Done();
        return file;
    }

    private static NetSource Source(CardKeys owner)
    {
        var keys = owner.Object("source");
        NetSource source = keys.Text("kind") switch
        {
            "folder" => new FolderSource(),
            "nuget" => new PackageSource(
                keys.Text("package"), keys.Text("version"), keys.Text("path", IsRelative, "a path in a package")),
            "download" => new DownloadSource(Urls(keys)),
            var other => throw keys.Wrong("kind", $"is '{other}', not folder, nuget or download."),
        };
        keys.Done();
        return source;
    }

    private static IReadOnlyList<string> Urls(CardKeys keys)
    {
        var urls = keys.Texts("urls");
        if (urls.Count == 0)
        {
            throw keys.Wrong("urls", "is empty.");
        }

        return urls.FirstOrDefault(url => !IsWeb(url)) is { } other
            ? throw keys.Wrong("urls", $"has '{other}', no web address.")
            : urls;
    }

    private static string FileName(CardKeys keys) => keys.Text("file", IsFileName, "a file name without a folder");

    private static string Checksum(CardKeys keys) => keys.Text(
        "sha256", text => text.Length == 64 && text.All(char.IsAsciiHexDigitLower), "64 hexadecimal digits in lower case");

    private static bool IsName(string text) =>
        text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '_' or '.');

    private static bool IsFileName(string text) => text is not ("." or "..") && !text.AsSpan().ContainsAny('/', '\\', ':');

    private static bool IsRelative(string path) =>
        !path.Contains('\\') && !path.StartsWith('/') && !path.Split('/').Contains("..");

    private static bool IsWeb(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https");
}
