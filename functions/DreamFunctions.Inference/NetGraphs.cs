using DreamFunctions.Autodiff;
using DreamFunctions.Nets;
using Google.Protobuf;
using Onnx;

namespace DreamFunctions.Inference;

/// <summary>
/// The two graphs that come from a model file: the one with the gradient, and the one that ends in the layer. Each is kept as
/// the bytes that ONNX Runtime reads.
/// </summary>
internal sealed class NetGraphs
{
    private readonly string _path;
    private readonly GradientOptions _options;
    private byte[]? _forward;

    /// <exception cref="UnknownTargetException">The file has none of the layer's tensors.</exception>
    /// <exception cref="ArgumentException">The file's input is not the card's, or a preparation is unknown.</exception>
    public NetGraphs(NetCard card, string path, NetLayer layer)
    {
        _path = path;
        _options = OptionsOf(card);
        var model = Read(path);
        Tensor = TensorOf(model, layer);
        var gradient = GradientGraph.Build(model, Tensor, _options);
        var image = gradient.Graph.Input[0];
        if (card.Files.All(file => file.Input != image.Name))
        {
            throw new ArgumentException(
                $"The image input of {path} is '{image.Name}', which the card does not name.", nameof(card));
        }

        Input = image.Name;
        FreeDimensions = [.. image.Type.TensorType.Shape.Dim.Select(dim => dim.DimParam ?? string.Empty)];
        Gradient = gradient.ToByteArray();
    }

    /// <summary>The layer's tensor in this file.</summary>
    public string Tensor { get; }

    /// <summary>The image input's name.</summary>
    public string Input { get; }

    /// <summary>The names of the input's four dimensions; empty where one is fixed.</summary>
    public IReadOnlyList<string> FreeDimensions { get; }

    /// <summary>Image in; energy and gradient out.</summary>
    public byte[] Gradient { get; }

    /// <summary>Image in, layer out; read again from the file, because most callers never ask for it.</summary>
    public byte[] Forward =>
        _forward ??= GradientGraph.Forward(Read(_path), Tensor, _options).ToByteArray();

    // Not ParseFromFile: it opens the file for writing, too, and alone, so that two workers could not load one net at a time,
    // nor a worker at all whose user may only read it (as in the image).
    private static ModelProto Read(string path)
    {
        using var file = File.OpenRead(path);
        return ModelProto.Parser.ParseFrom(file);
    }

    /// <summary>The first of the layer's names that this file has: alternative files name a tensor differently.</summary>
    private static string TensorOf(ModelProto model, NetLayer layer)
    {
        var tensors = model.Graph.Node.SelectMany(node => node.Output).ToHashSet();
        return layer.Aliases.Prepend(layer.Tensor).FirstOrDefault(tensors.Contains) ?? layer.Tensor;
    }

    private static GradientOptions OptionsOf(NetCard card)
    {
        if (card.Prepare.Except(Preparations.All).FirstOrDefault() is { } unknown)
        {
            throw new ArgumentException($"The card of '{card.Name}' asks for '{unknown}', which is unknown here.", nameof(card));
        }

        return new GradientOptions { SymmetricPads = card.Prepare.Contains(Preparations.SymmetricPads) };
    }
}
