using DreamFunctions.Pipeline;
using Spectre.Console;

namespace DreamFunctions.Local.Progress;

/// <summary>A bar per octave, for a terminal.</summary>
internal sealed class Bars(IAnsiConsole console, ProgressContext context) : IRunProgress
{
    private readonly Dictionary<(string Photo, int Octave), ProgressTask> bars = [];

    public void Octave(string photo, OctaveProgress octave)
    {
        lock (bars)
        {
            if (!bars.TryGetValue((photo, octave.Octave), out var bar))
            {
                var name = Markup.Escape($"{photo} octave {octave.Octave + 1}/{octave.Octaves}");
                bar = context.AddTask(name, maxValue: octave.Planned);
                bars.Add((photo, octave.Octave), bar);
            }

            bar.Value = octave.Done;
        }
    }

    public void Preview(string photo, int octave, string path) =>
        console.MarkupLineInterpolated($"{photo} octave {octave}: preview in {path}");

    public void Written(string photo, string path)
    {
        // The bars of its octaves are full; the path follows on standard output.
    }

    public void Refused(string photo, string reason)
    {
        lock (bars)
        {
            foreach (var bar in bars.Where(entry => entry.Key.Photo == photo).Select(entry => entry.Value))
                bar.StopTask();
        }
    }
}
