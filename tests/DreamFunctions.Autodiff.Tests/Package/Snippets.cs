using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace DreamFunctions.Autodiff.Tests.Package;

/// <summary>The code in the room's README, compiled and run. What stands between the marks is what the README shows.</summary>
internal static class Snippets
{
    public static (float Energy, float[] Gradient) FromAFileToAGradient(string path, string target, float[] pixels, int height, int width)
    {
        // snippet: From a file to a gradient
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        var graph = GradientGraph.Build(model, target);
        using var session = new InferenceSession(graph.ToByteArray());
        using var picture = OrtValue.CreateTensorValueFromMemory(pixels, [1, 3, height, width]);
        using var run = new RunOptions();
        using var results = session.Run(run, session.InputNames, [picture], [GradientGraph.Energy, GradientGraph.Gradient]);
        var energy = results[0].GetTensorDataAsSpan<float>()[0];
        var gradient = results[1].GetTensorDataAsSpan<float>().ToArray(); // of the picture's shape
        // end
        return (energy, gradient);
    }

    public static void Climb(float[] pixels, float[] gradient, float step)
    {
        // snippet: A step of DeepDream
        var mean = gradient.Average(Math.Abs);
        for (var i = 0; i < pixels.Length; i++) pixels[i] += step * gradient[i] / mean;
        // end
    }

    public static string Explain(ModelProto model, string target)
    {
        // snippet: What can be asked before
        try
        {
            GradientGraph.Build(model, target);
        }
        catch (UnknownTargetException e)
        {
            return $"Did you mean {e.Nearest[0]}?";
        }
        catch (MissingRuleException e)
        {
            return $"No gradient passes {e.Operator} at {e.NodeName}.";
        }
        // end
        return "";
    }
}
