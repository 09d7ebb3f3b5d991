namespace DreamFunctions.Pipeline;

/// <summary>The folders that the pipeline keeps for itself in the container of dreams; no picture's name may begin with one.</summary>
public static class OwnFolders
{
    /// <summary>What was asked for each picture of a batch.</summary>
    public const string Batches = "batches/";

    /// <summary>The dreams of pictures from other containers than that of the uploads, a folder for each.</summary>
    public const string Containers = "containers/";

    /// <summary>The workers' seconds of each period.</summary>
    public const string Spending = "spending/";

    /// <summary>Reasons for names that none can lie beside.</summary>
    public const string UnusableNames = "unusable-names/";

    /// <summary>The one that a name begins with; null where it begins with none.</summary>
    public static string? Of(string name) =>
        Array.Find([Batches, Containers, Spending, UnusableNames], folder => name.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>
    /// Where the dreams of a container's pictures lie: at the root for the uploads; else in a folder of the container's own, which no
    /// name among the uploads can reach into.
    /// </summary>
    /// <param name="container">The pictures' container.</param>
    /// <param name="uploads">The container of uploads.</param>
    public static string? Of(string container, string uploads) => container == uploads ? null : $"{Containers}{container}/";
}
