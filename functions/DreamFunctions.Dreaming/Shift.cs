namespace DreamFunctions.Dreaming;

/// <summary>How far the grid of windows is moved in one iteration, in pixels.</summary>
public readonly record struct Shift(int X, int Y);
