using System.Numerics.Tensors;
using DreamFunctions.Nets;

namespace DreamFunctions.Inference;

/// <summary>
/// Between a picture's pixels (RGB, 0..255) and what the net reads: input = (pixel - mean) * scale, in the net's channel
/// order. By the chain rule d energy / d pixel = scale * d energy / d input.
/// </summary>
internal sealed class PixelCodec
{
    private readonly int[] _pixelChannelOf;
    private readonly float[] _mean;
    private readonly float _scale;

    public PixelCodec(NetCard card)
    {
        _pixelChannelOf = card.ChannelOrder == "BGR" ? [2, 1, 0] : [0, 1, 2];
        _mean = [.. card.Mean];
        _scale = card.Scale;
    }

    /// <summary>Whether the net reads blue first.</summary>
    public bool IsSwapped => _pixelChannelOf[0] == 2;

    /// <summary>The mean in the net's order of channels.</summary>
    public IReadOnlyList<double> Mean => [.. _mean.Select(value => (double)value)];

    public float Scale => _scale;

    public void Encode(ReadOnlySpan<float> pixels, Span<float> input)
    {
        var plane = pixels.Length / 3;
        for (var channel = 0; channel < 3; channel++)
        {
            var target = input.Slice(channel * plane, plane);
            TensorPrimitives.Subtract(pixels.Slice(_pixelChannelOf[channel] * plane, plane), _mean[channel], target);
            if (_scale != 1)
            {
                TensorPrimitives.Multiply(target, _scale, target);
            }
        }
    }

    public void DecodeGradient(ReadOnlySpan<float> inputGradient, Span<float> pixelGradient)
    {
        var plane = inputGradient.Length / 3;
        for (var channel = 0; channel < 3; channel++)
        {
            TensorPrimitives.Multiply(
                inputGradient.Slice(channel * plane, plane),
                _scale,
                pixelGradient.Slice(_pixelChannelOf[channel] * plane, plane));
        }
    }
}
