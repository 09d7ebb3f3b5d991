using DreamFunctions.Autodiff;
using DreamFunctions.Nets;
using Google.Protobuf;
using Onnx;

namespace DreamFunctions.Inference;

/// <summary>The graphs that come from a net's file, prepared as its card says.</summary>
internal sealed class NetGraphs
{
    private readonly NetCard _card;
    private readonly string _path;
    private readonly ModelProto _model;
    private readonly GradientOptions _options;

    /// <param name="card">The net's card.</param>
    /// <param name="path">One of its files.</param>
    /// <param name="options">How the graphs will run; where is known by now.</param>
    /// <exception cref="ArgumentException">A preparation is unknown, or the file is no ONNX file.</exception>
    /// <exception cref="UnsupportedModelException">The file is damaged, or made to do harm.</exception>
    public NetGraphs(NetCard card, string path, InferenceOptions options)
    {
        (_card, _path) = (card, path);
        _options = OptionsOf(card) with
        {
            // The fast forms are many small Convs of the processor's vectorised layout. A GPU has no such layout, a kernel for the plain
            // pools and masks, and nothing that fuses those Convs with what follows them.
            FastForms = options.Provider == Provider.Cpu,
            Checkpoints = options.Recomputes ? card.Checkpoints : [],
            HalfPrecision = options.HalfPrecision,
        };
        _model = Read(path);
    }

    /// <summary>Image in; energy and gradient out.</summary>
    /// <param name="terms">At least one.</param>
    /// <param name="sidesMultipleOf">What the windows' sides are multiples of.</param>
    /// <exception cref="UnknownTargetException">The file has no such tensor.</exception>
    /// <exception cref="ArgumentException">The file's input is not the card's.</exception>
    public NetGraph Gradient(IReadOnlyList<EnergyTerm> terms, int sidesMultipleOf) =>
        Of(GradientGraph.Build(_model, terms, _options with { SidesMultipleOf = sidesMultipleOf }), sidesMultipleOf);

    /// <summary>Image in, tensors out.</summary>
    /// <exception cref="UnknownTargetException">The file has no such tensor.</exception>
    /// <exception cref="ArgumentException">The file's input is not the card's.</exception>
    public NetGraph Forward(IReadOnlyList<string> tensors) => Of(GradientGraph.Forward(_model, tensors, _options), 1);

    /// <summary>The card's head as this file has it.</summary>
    /// <exception cref="UnsupportedModelException">It is no linear layer behind a mean, or of another number of classes.</exception>
    public Classifier Classifier()
    {
        var head = _card.Classifier ?? throw new ArgumentException($"The net '{_card.Name}' has no classes.");
        return Autodiff.Classifier.Of(_model, Present(head.Tensor, head.Aliases));
    }

    /// <summary>The first of the layer's names that this file has: alternative files name a tensor differently.</summary>
    public string TensorOf(NetLayer layer) => Present(layer.Tensor, layer.Aliases);

    private string Present(string name, IReadOnlyList<string> aliases)
    {
        var tensors = _model.Graph.Node.SelectMany(node => node.Output).ToHashSet();
        return aliases.Prepend(name).FirstOrDefault(tensors.Contains) ?? name;
    }

    private NetGraph Of(ModelProto graph, int sidesMultipleOf)
    {
        var image = graph.Graph.Input[0];
        if (_card.Files.All(file => file.Input != image.Name))
        {
            throw new ArgumentException($"The image input of {_path} is '{image.Name}', which the card does not name.");
        }

        return new NetGraph(
            graph.ToByteArray(), image.Name, [.. image.Type.TensorType.Shape.Dim.Select(dim => dim.DimParam ?? string.Empty)],
            sidesMultipleOf);
    }

    // Not ParseFromFile: it opens the file for writing, too, and alone, so that two workers could not load one net at a time,
    // nor a worker at all whose user may only read it (as in the image).
    private static ModelProto Read(string path)
    {
        using var file = File.OpenRead(path);
        try
        {
            var model = ModelProto.Parser.ParseFrom(file);
            GradientGraph.RequireSound(model);
            return model;
        }
        catch (InvalidProtocolBufferException damaged)
        {
            throw new ArgumentException($"{path} is no ONNX file, or is cut off: {damaged.Message}", nameof(path), damaged);
        }
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
