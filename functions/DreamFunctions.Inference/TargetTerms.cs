using DreamFunctions.Autodiff;
using DreamFunctions.Dreaming;
using DreamFunctions.Nets;
using Microsoft.ML.OnnxRuntime;

namespace DreamFunctions.Inference;

/// <summary>
/// From targets to the energy's terms. Several are weighed so that a weight means the same on each: a term is divided by the mean
/// |d term / d pixel| that it has on one picture, the same for every net and dream (fractal noise of 224x224 pixels, seed 0). That
/// figure depends on the net and the target alone, so tiles and workers agree on it without asking each other; it is rounded to
/// three digits, so that no last bit of a sum decides a dream. A term that is silent there takes its whole layer's figure.
/// </summary>
internal sealed class TargetTerms(NetCard card, NetGraphs graphs, Provider provider, int threads)
{
    /// <summary>The picture by which terms are weighed; its sides are whole strides of every net here.</summary>
    public static readonly Plane Reference = Noise.Fractal(new Region(0, 0, 224, 224), 0);

    // Beyond this the products of cells and features outgrow the net itself.
    private const int MostFeatures = 256;

    public IReadOnlyList<TargetTerm> Of(IReadOnlyList<DreamTarget> targets, Plane? guide)
    {
        TargetTerm[] terms = [.. targets.Select(target => new TargetTerm(Unweighted(target, guide), target.Layer.Stride))];
        return terms.Length == 1
            // Alone, only its sign matters: the step is normalised anyway.
            ? [terms[0] with { Term = terms[0].Term with { Weight = Math.Sign(targets[0].Weight) } }]
            : [.. terms.Zip(targets, (term, target) => term with { Term = term.Term with { Weight = target.Weight / Usual(term.Term) } })];
    }

    private EnergyTerm Unweighted(DreamTarget target, Plane? guide) => target switch
    {
        ClassTarget { Class: var @class } => ClassTerm(@class),
        LayerTarget { Channels.Count: 0, Layer: var layer } when guide is not null =>
            EnergyTerm.Guide(graphs.TensorOf(layer), Features(graphs.TensorOf(layer), layer.Stride, guide)),
        LayerTarget { Channels: var channels, Layer: var layer } => EnergyTerm.Activity(graphs.TensorOf(layer), channels),
        _ => throw new ArgumentException($"There is no energy for {target}.", nameof(target)),
    };

    private EnergyTerm ClassTerm(int @class)
    {
        var head = graphs.Classifier();
        return EnergyTerm.Direction(head.Features, head.Row(@class));
    }

    /// <summary>The guide's cells, evenly thinned out to so many that they can be compared with every cell of a window.</summary>
    private float[] Features(string tensor, int stride, Plane guide)
    {
        var window = new Size(StrideGrid.RoundUp(guide.Area.Width, stride), StrideGrid.RoundUp(guide.Area.Height, stride));
        var whole = Reflection.Extend(guide, new Region(window), guide.Area.Size);
        using var session = new WindowSession(graphs.Forward([tensor]), window, provider, threads);
        new PixelCodec(card).Encode(whole.Values, session.Input);
        using var outputs = session.Run([tensor]);
        var shape = outputs[0].GetTensorTypeAndShape().Shape;
        var cells = outputs[0].GetTensorDataAsSpan<float>();
        var (channels, rows, columns) = ((int)shape[1], (int)shape[2], (int)shape[3]);
        var every = (int)Math.Ceiling(Math.Sqrt((double)rows * columns / MostFeatures));
        var features = new List<float>();
        for (var row = every / 2; row < rows; row += every)
        {
            for (var column = every / 2; column < columns; column += every)
            {
                for (var channel = 0; channel < channels; channel++)
                {
                    features.Add(cells[(((channel * rows) + row) * columns) + column]);
                }
            }
        }

        return [.. features];
    }

    private double Usual(EnergyTerm term)
    {
        var figure = MeanGradient(term);
        figure = figure > 0 ? figure : MeanGradient(EnergyTerm.Activity(term.Tensor));
        return figure > 0 ? ThreeDigits.Of(figure) : 1;
    }

    private double MeanGradient(EnergyTerm term)
    {
        using var session = new GradientSession(graphs.Gradient([term], 1), Reference.Area.Size, provider, threads);
        new PixelCodec(card).Encode(Reference.Values, session.Input);
        var sum = 0.0;
        foreach (var value in session.Run())
        {
            sum += Math.Abs(value);
        }

        return sum / session.Input.Length;
    }
}
