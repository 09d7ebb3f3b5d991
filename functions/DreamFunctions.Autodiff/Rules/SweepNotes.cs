namespace DreamFunctions.Autodiff.Rules;

/// <summary>What rules tell rules that come later in the same sweep, and which forms they may use.</summary>
internal sealed class SweepNotes(bool fastForms)
{
    public bool FastForms { get; } = fastForms;

    /// <summary>ReLU outputs whose cotangent has been masked already, further up.</summary>
    public HashSet<string> Masked { get; } = [];

    /// <summary>Cotangents that are also there in four phases.</summary>
    public Dictionary<string, Phases> Phases { get; } = [];

    /// <summary>Cotangents that are also there with channels last, [N,H,W,C].</summary>
    public Dictionary<string, string> ChannelsLast { get; } = [];
}
