using System.Diagnostics;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Emulator;

/// <summary>Azurite's files, installed once into a cache folder from the lock file that comes with this program.</summary>
public sealed class AzuriteInstallation
{
    /// <summary>The pinned version, that of <c>azurite/package.json</c>.</summary>
    public const string Version = "3.37.0";

    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(200);

    private AzuriteInstallation(string node, string folder)
    {
        Node = node;
        Script = Path.Combine(folder, "node_modules", "azurite", "dist", "src", "azurite.js");
        Preloads = [Path.Combine(PackageFolder, "end-with-parent.cjs"), Path.Combine(PackageFolder, "save-again.cjs")];
    }

    /// <summary>Path of the program <c>node</c>.</summary>
    public string Node { get; }

    /// <summary>Path of Azurite's main script, run by node directly: a wrapper between would swallow signals.</summary>
    public string Script { get; }

    /// <summary>Scripts of ours that node loads before it: each says at its head what for.</summary>
    public IReadOnlyList<string> Preloads { get; }

    /// <summary>The default cache: <c>DREAM_CACHE</c>, else the user's cache folder and there <c>dreamfunctions</c>.</summary>
    public static string DefaultCacheFolder =>
        Environment.GetEnvironmentVariable("DREAM_CACHE") is { Length: > 0 } chosen
            ? Path.GetFullPath(chosen)
            : Path.Combine(UserFolders.Cache, "dreamfunctions");

    private static string PackageFolder => Path.Combine(AppContext.BaseDirectory, "azurite");

    private static string LockFile => Path.Combine(PackageFolder, "package-lock.json");

    /// <summary>Finds the installation, made first where it is missing. Processes that meet here wait for each other.</summary>
    /// <param name="cacheFolder">Where it is kept; the default is <see cref="DefaultCacheFolder"/>.</param>
    /// <param name="notice">Is told a line before something slow begins.</param>
    /// <param name="cancellation">Ends the wait and the installation.</param>
    /// <exception cref="CommandException">Node.js or npm is missing, or npm could not install.</exception>
    public static async Task<AzuriteInstallation> LocateAsync(
        string? cacheFolder = null, Action<string>? notice = null, CancellationToken cancellation = default)
    {
        var node = Programs.Find("node") ?? throw new CommandException(
            "Node.js was not found on PATH; Azurite, the storage on this machine, needs it: install Node.js 20 or newer, "
            + "or give a storage account by --connection.");
        cacheFolder ??= DefaultCacheFolder;
        var folder = Path.Combine(cacheFolder, $"azurite-{Version}");
        if (!IsComplete(folder))
        {
            Directory.CreateDirectory(cacheFolder);
            using var alone = await WaitForLockAsync($"{folder}.lock", cancellation);
            if (!IsComplete(folder))
                await InstallAsync(folder, notice, cancellation);
        }

        return new AzuriteInstallation(node, folder);
    }

    /// <summary>By the copied lock file, so that another version's installation is not taken for this one's.</summary>
    private static bool IsComplete(string folder)
    {
        var copied = Path.Combine(folder, "package-lock.json");
        return File.Exists(copied) && File.ReadAllBytes(copied).AsSpan().SequenceEqual(File.ReadAllBytes(LockFile));
    }

    private static async Task InstallAsync(string folder, Action<string>? notice, CancellationToken cancellation)
    {
        var npm = Programs.Find("npm") ?? throw new CommandException(
            "npm was not found on PATH; it installs Azurite, the storage on this machine: install it with Node.js 20 or newer, "
            + "or give a storage account by --connection.");
        notice?.Invoke($"Installing Azurite {Version} into {folder}, once.");

        // Whoever holds the lock is alone, so half-made folders are those of installations that were killed.
        var parent = Path.GetDirectoryName(folder)!;
        foreach (var left in Directory.GetDirectories(parent, $"{Path.GetFileName(folder)}~*"))
            Directory.Delete(left, recursive: true);

        var making = $"{folder}~{Guid.NewGuid():N}";
        Directory.CreateDirectory(making);
        foreach (var file in new[] { "package.json", "package-lock.json" })
            File.Copy(Path.Combine(PackageFolder, file), Path.Combine(making, file));
        await RunNpmAsync(npm, making, cancellation);

        if (Directory.Exists(folder))
            Directory.Move(folder, $"{folder}~{Guid.NewGuid():N}");
        Directory.Move(making, folder);
        foreach (var left in Directory.GetDirectories(parent, $"{Path.GetFileName(folder)}~*"))
            Directory.Delete(left, recursive: true);
    }

    private static async Task RunNpmAsync(string npm, string folder, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(npm)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in new[] { "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error" })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        try
        {
            await process.WaitForExitAsync(cancellation);
            await output;
            await errors;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode != 0)
        {
            var reason = (await errors).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.StartsWith("npm error ", StringComparison.Ordinal) ? line["npm error ".Length..] : line)
                .FirstOrDefault(line => !line.StartsWith("code ", StringComparison.Ordinal)) ?? $"exit code {process.ExitCode}";
            throw new CommandException($"npm could not install Azurite {Version}: {reason}");
        }
    }

    private static async Task<FileStream> WaitForLockAsync(string path, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(LockPoll, cancellation);
            }
        }
    }
}
