using DreamFunctions.Autodiff.Graphs;

namespace DreamFunctions.Autodiff.Rules;

/// <summary>Adds elements where they came from.</summary>
internal static class Scattered
{
    /// <summary>
    /// For any operator that copies elements: run it on the elements' numbers to learn where each came from, and add the
    /// cotangents there. What it fills in of its own gets a number one past the end, which is cut off again.
    /// </summary>
    public static string Back(Site s)
    {
        var shape = s.Shape(s.X);
        var count = s.Emit("Size", [s.X]);
        var numbers = s.Reshape(s.Emit("Range", [s.Whole(0), count, s.Whole(1)]), shape);
        string[] inputs = [numbers, .. s.Node.Input.Skip(1)];
        if (s.Node.OpType == "Pad")
        {
            if (inputs.Length > 2) inputs[2] = count;
            else inputs = [.. inputs, count];
        }
        var origin = s.Emit(s.Node.OpType, inputs, [.. s.Node.Attribute.Select(a => (a.Name, Attributes.Value(a)))]);
        return Scatter(s, origin, s.G, s.Add(s.Reshape(count, s.Ints(1)), s.Ints(1)), shape, spare: true);
    }

    /// <summary>Adds elements into zeros at flat positions.</summary>
    public static string Scatter(Site s, string positions, string values, string count, string shape, bool spare = false)
    {
        string[] inputs = [s.Zeros(count), s.Reshape(positions, s.Ints(-1)), s.Reshape(values, s.Ints(-1))];
        var flat = s.Emit("ScatterElements", inputs, ("axis", 0L), ("reduction", "add"));
        if (spare) flat = s.Emit("Slice", [flat, s.Ints(0), s.Ints(-1)]);
        return s.Reshape(flat, shape);
    }
}
