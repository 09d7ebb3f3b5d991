using System.Collections.Concurrent;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Progress;

/// <summary>A line whenever an octave begins or is done: for files, pipes and logs.</summary>
internal sealed class PlainLines(TextWriter output) : IRunProgress
{
    private readonly ConcurrentDictionary<(string Photo, int Octave, bool Done), bool> said = [];

    public void Octave(string photo, OctaveProgress octave)
    {
        var done = octave.Done >= octave.Planned;
        if (said.TryAdd((photo, octave.Octave, false), true) && !done)
            output.WriteLine($"{photo}: octave {octave.Octave + 1} of {octave.Octaves}, {octave.Planned} steps");
        if (done && said.TryAdd((photo, octave.Octave, true), true))
            output.WriteLine($"{photo}: octave {octave.Octave + 1} of {octave.Octaves} done");
    }

    public void Preview(string photo, int octave, string path) => output.WriteLine($"{photo}: preview of octave {octave} in {path}");

    public void Written(string photo, string path) => output.WriteLine($"{photo}: written");

    public void Refused(string photo, string reason)
    {
        // The command says it with the reason when everything has ended.
    }
}
