using System.Globalization;

namespace DreamFunctions.Pipeline;

/// <summary>A setting (an environment variable) that is a whole number.</summary>
internal static class WholeNumberSetting
{
    /// <summary>Its value; the usual one where it is not set or empty.</summary>
    /// <param name="setting">Gives a setting's value, or null.</param>
    /// <param name="name">Its name.</param>
    /// <param name="least">The least that is allowed.</param>
    /// <param name="most">The most that is allowed.</param>
    /// <param name="usual">The value where it is not set.</param>
    /// <exception cref="SettingsException">It is no whole number, or out of its range.</exception>
    public static long Read(Func<string, string?> setting, string name, long least, long most, long usual)
    {
        if (setting(name) is not { Length: > 0 } text)
            return usual;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most
            ? number
            : throw new SettingsException($"{name} is '{text}'; allowed: a whole number, {least} to {most}.");
    }
}
