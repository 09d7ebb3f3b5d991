namespace DreamFunctions.Nets;

/// <summary>All that must be known of a net before it is loaded. The README of this room describes the JSON form.</summary>
public sealed record NetCard
{
    /// <summary>The name by which users ask for it.</summary>
    public required string Name { get; init; }

    /// <summary>What it is and what it dreams of.</summary>
    public required string Description { get; init; }

    /// <summary>The licence of its weights.</summary>
    public required string Licence { get; init; }

    /// <summary>The main file's name.</summary>
    public required string File { get; init; }

    /// <summary>The main file's checksum, 64 hexadecimal digits in lower case.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Where the main file comes from.</summary>
    public required NetSource Source { get; init; }

    /// <summary>The name of the main file's image input, float32 [1, 3, height, width].</summary>
    public required string Input { get; init; }

    /// <summary>Other files with the same weights, tried after the main one.</summary>
    public IReadOnlyList<NetFile> Alternatives { get; init; } = [];

    /// <summary><c>RGB</c> or <c>BGR</c>.</summary>
    public required string ChannelOrder { get; init; }

    /// <summary>What is subtracted from pixels of 0..255, three values in the channel order.</summary>
    public required IReadOnlyList<float> Mean { get; init; }

    /// <summary>By what is multiplied after that: input = (pixel - mean) * scale.</summary>
    public required float Scale { get; init; }

    /// <summary>Changes to the graph on loading, see <see cref="Preparations"/>.</summary>
    public IReadOnlyList<string> Prepare { get; init; } = [];

    /// <summary>
    /// Tensors that are worth keeping for the way back in place of those below them, where memory is short: few, and small for what
    /// they spare. Names of alternative files are among them; a file has some.
    /// </summary>
    public IReadOnlyList<string> Checkpoints { get; init; } = [];

    /// <summary>The layer to dream with where none is named.</summary>
    public required string DefaultLayer { get; init; }

    /// <summary>The layers, from the picture upwards.</summary>
    public required IReadOnlyList<NetLayer> Layers { get; init; }

    /// <summary>The head that tells classes apart; null where the net has none.</summary>
    public NetClassifier? Classifier { get; init; }

    /// <summary>The folder that the card was read from, where a model may lie too; null for a built-in card.</summary>
    public string? Folder { get; init; }

    /// <summary>The main file and the alternatives.</summary>
    public IEnumerable<NetFile> Files => [new NetFile(File, Sha256, Input, Source), .. Alternatives];

    /// <summary>The layer of that name, tensor or alias.</summary>
    /// <exception cref="UnknownLayerException">There is none; the message names those that there are.</exception>
    public NetLayer LayerNamed(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Layers.FirstOrDefault(layer => layer.Answers(name)) ?? throw new UnknownLayerException(this, name);
    }
}
