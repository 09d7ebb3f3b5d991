namespace DreamFunctions.Nets;

/// <summary>Where a model file comes from when it is in none of the folders.</summary>
public abstract record NetSource;

/// <summary>Nowhere: the user puts it into a folder.</summary>
public sealed record FolderSource : NetSource;

/// <summary>A NuGet package, restored by the user's own NuGet configuration.</summary>
/// <param name="Package">The package's id.</param>
/// <param name="Version">Its exact version.</param>
/// <param name="Path">The file inside the package, with forward slashes.</param>
public sealed record PackageSource(string Package, string Version, string Path) : NetSource;

/// <summary>Addresses that all serve the same file, tried in order. The checksum makes them equally safe.</summary>
/// <param name="Urls">At least one.</param>
public sealed record DownloadSource(IReadOnlyList<string> Urls) : NetSource;
