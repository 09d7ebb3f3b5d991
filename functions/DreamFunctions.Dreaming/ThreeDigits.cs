namespace DreamFunctions.Dreaming;

/// <summary>Figures that machines must agree on are kept to three digits: the last bit of a sum decides nothing then.</summary>
public static class ThreeDigits
{
    /// <summary>The nearest figure of three digits.</summary>
    /// <param name="figure">Above 0.</param>
    public static double Of(double figure)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(figure)) - 2);
        return Math.Round(figure / unit) * unit;
    }
}
