using System.Globalization;

namespace DreamFunctions.Nets;

/// <summary>One thing that is amplified, and how much beside others; below 0 it is avoided.</summary>
/// <param name="Layer">The layer whose cells count.</param>
/// <param name="Weight">Beside the other targets' weights.</param>
public abstract record DreamTarget(NetLayer Layer, double Weight)
{
    /// <summary>The largest weight, up or down.</summary>
    public const double MostWeight = 100;

    /// <summary>How targets are written.</summary>
    public const string Form = "a list like '4c, 3b*0.5, 4d[12 45], class:tabby*-1': layers of `dream layers`, "
        + "[channels], class:NAME or class:NUMBER, *weight (-100 to 100, not 0)";

    /// <summary>Reads a list of targets.</summary>
    /// <param name="text">As <see cref="Form"/> says.</param>
    /// <param name="net">The net that they are of.</param>
    /// <exception cref="FormatException">It is no such list.</exception>
    /// <exception cref="UnknownLayerException">The net has no such layer.</exception>
    /// <exception cref="UnknownClassException">The net has no such class, or no classes.</exception>
    public static IReadOnlyList<DreamTarget> Parse(string text, NetCard net)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(net);
        DreamTarget[] targets = [.. Items(text).Select(item => One(item, net))];
        return targets.Length > 0 ? targets : throw new FormatException("it is empty");
    }

    // A comma inside brackets separates channels, not targets.
    private static IEnumerable<string> Items(string text)
    {
        var (begin, open) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            open = text[i] switch { '[' => true, ']' => false, _ => open };
            if (text[i] == ',' && !open)
            {
                yield return text[begin..i].Trim();
                begin = i + 1;
            }
        }

        if (begin > 0 || text.Trim().Length > 0)
        {
            yield return text[begin..].Trim();
        }
    }

    private static DreamTarget One(string item, NetCard net)
    {
        var star = item.IndexOf('*', StringComparison.Ordinal);
        var weight = star < 0 ? 1 : WeightOf(item, item[(star + 1)..]);
        var name = (star < 0 ? item : item[..star]).Trim();
        if (name.Length == 0)
        {
            throw new FormatException($"'{item}' names nothing");
        }

        if (name.StartsWith("class:", StringComparison.OrdinalIgnoreCase))
        {
            var head = net.Classifier
                ?? throw new UnknownClassException(name[6..].Trim(), $"the net '{net.Name}' has no classes, only layers");
            return new ClassTarget(net.LayerNamed(head.Layer), head.ClassNamed(name[6..].Trim()), weight);
        }

        var bracket = name.IndexOf('[', StringComparison.Ordinal);
        if (bracket < 0)
        {
            return new LayerTarget(net.LayerNamed(name), [], weight);
        }

        var layer = net.LayerNamed(name[..bracket].Trim());
        return name.EndsWith(']')
            ? new LayerTarget(layer, Channels(name[(bracket + 1)..^1], layer), weight)
            : throw new FormatException($"'{item}' has no ] at its end");
    }

    private static double WeightOf(string item, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight)
        && weight is not 0 && Math.Abs(weight) <= MostWeight
            ? weight
            : throw new FormatException($"the weight of '{item}' is '{text.Trim()}'");

    private static int[] Channels(string text, NetLayer layer)
    {
        int[] channels = [.. text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(each =>
            int.TryParse(each, NumberStyles.None, CultureInfo.InvariantCulture, out var channel) && channel < layer.Channels
                ? channel
                : throw new FormatException($"layer {layer.Name} has the channels 0 to {layer.Channels - 1}, not '{each}'"))];
        return channels.Length > 0 ? [.. channels.Distinct().Order()] : throw new FormatException($"the brackets of {layer.Name} are empty");
    }
}

/// <summary>The activity of a layer or of some of its channels.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Channels">The channels, ascending; none for all.</param>
/// <param name="Weight">Beside the other targets' weights.</param>
public sealed record LayerTarget(NetLayer Layer, IReadOnlyList<int> Channels, double Weight) : DreamTarget(Layer, Weight);

/// <summary>A class of the net's head, by the votes of the layer's cells.</summary>
/// <param name="Layer">The layer below the head.</param>
/// <param name="Class">The class, from 0.</param>
/// <param name="Weight">Beside the other targets' weights.</param>
public sealed record ClassTarget(NetLayer Layer, int Class, double Weight) : DreamTarget(Layer, Weight);
