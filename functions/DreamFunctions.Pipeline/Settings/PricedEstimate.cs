namespace DreamFunctions.Pipeline;

/// <summary>What a dream will take, in time and money of one worker.</summary>
/// <param name="Estimate">The counts.</param>
/// <param name="Throughput">Megapixels of windows that the worker's gradient sees in a second.</param>
/// <param name="Seconds">The worker's seconds.</param>
/// <param name="PricePerHour">The price of the worker's hour, in whatever currency.</param>
/// <param name="Cost">What the seconds cost.</param>
public sealed record PricedEstimate(DreamEstimate Estimate, double Throughput, double Seconds, double PricePerHour, double Cost)
{
    /// <summary>The throughput of two CPU cores: the last block of resnet18, 448x448 in 79 ms (README of the Autodiff room).</summary>
    public const double UsualThroughput = 2.5;

    /// <summary>Puts a price to a plan.</summary>
    /// <exception cref="SettingsException">The throughput is not above 0, or the price below it.</exception>
    public static PricedEstimate Of(DreamPlan plan, double throughput, double pricePerHour)
    {
        if (!(throughput > 0) || !(pricePerHour >= 0) || !double.IsFinite(throughput) || !double.IsFinite(pricePerHour))
            throw new SettingsException($"The throughput is {throughput} and the price {pricePerHour}; allowed: above 0, and 0 or above.");
        DreamEstimate estimate = DreamEstimate.Of(plan);
        return new(estimate, throughput, estimate.SecondsAt(throughput), pricePerHour, estimate.CostAt(throughput, pricePerHour));
    }
}
