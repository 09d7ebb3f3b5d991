using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Progress;

/// <summary>Is told how far a run is. Safe to call from several photos at once.</summary>
internal interface IRunProgress
{
    /// <summary>An octave of a photo has come so far.</summary>
    void Octave(string photo, OctaveProgress octave);

    /// <summary>A small picture of an octave (from 1) that is done lies on disk.</summary>
    void Preview(string photo, int octave, string path);

    /// <summary>A dream and its JSON are on disk.</summary>
    void Written(string photo, string path);

    /// <summary>A photo cannot be dreamed.</summary>
    void Refused(string photo, string reason);
}
