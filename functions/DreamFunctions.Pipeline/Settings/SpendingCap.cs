using System.Globalization;

namespace DreamFunctions.Pipeline;

/// <summary>What the workers' time may cost in a day or a month (UTC), before new dreams wait for the next one.</summary>
/// <param name="Amount">The most, in the currency of the price.</param>
/// <param name="Monthly">Whether that is for a calendar month; else for a day.</param>
/// <param name="PricePerHour">What an hour of one worker's time costs.</param>
public sealed record SpendingCap(double Amount, bool Monthly, double PricePerHour)
{
    /// <summary>The setting of the cap: <c>20/day</c> or <c>300/month</c>.</summary>
    public const string Setting = "DREAM_SPENDING_CAP";

    /// <summary>The setting of the price of a worker's hour.</summary>
    public const string PriceSetting = "DREAM_PRICE_PER_HOUR";

    /// <summary>From the two settings; null where there is no cap.</summary>
    /// <param name="setting">Gives a setting's value, or null.</param>
    /// <exception cref="SettingsException">One of them cannot be read, or there is a cap and no price.</exception>
    public static SpendingCap? From(Func<string, string?> setting)
    {
        if (setting(Setting) is not { Length: > 0 } cap)
            return null;
        string[] parts = cap.Split('/');
        if (parts is not [var amount, "day" or "month"] || Number(amount) is not { } most)
            throw new SettingsException($"{Setting} is '{cap}'; allowed: an amount above 0 a day or a month, for example 20/day or 300/month.");
        return Number(setting(PriceSetting)) is { } price
            ? new(most, parts[1] == "month", price)
            : throw new SettingsException(
                $"{PriceSetting} is '{setting(PriceSetting)}'; with {Setting} it must be the price of a worker's hour, above 0, for example 1.05.");
    }

    /// <summary>The name of the period that a time is in: <c>2026-11-27</c> or <c>2026-11</c>.</summary>
    public string PeriodOf(DateTimeOffset time) => time.UtcDateTime.ToString(Monthly ? "yyyy-MM" : "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>When the period after that of a time begins.</summary>
    public DateTimeOffset NextAfter(DateTimeOffset time)
    {
        DateTime day = time.UtcDateTime.Date;
        return new(Monthly ? new DateTime(day.Year, day.Month, 1).AddMonths(1) : day.AddDays(1), TimeSpan.Zero);
    }

    /// <summary>What so many seconds of workers cost.</summary>
    public double CostOf(double seconds) => seconds / 3600 * PricePerHour;

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number > 0 && double.IsFinite(number) ? number : null;
}
