namespace DreamFunctions.Local.State;

/// <summary>The folder of all that a local pipeline keeps: storage, history, identity. One process at a time.</summary>
public sealed class StateFolder : IDisposable
{
    private readonly FileStream alone;

    private StateFolder(string path, FileStream alone)
    {
        Path = path;
        this.alone = alone;
        WorkerId = ReadOrMakeWorkerId(System.IO.Path.Combine(path, "worker-id"));
    }

    /// <summary>The default of <c>dream up</c>: <c>dreamfunctions</c> in the user's data folder.</summary>
    public static string Default => System.IO.Path.Combine(UserFolders.Data, "dreamfunctions");

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Where Azurite keeps its data.</summary>
    public string Storage => System.IO.Path.Combine(Path, "storage");

    /// <summary>The same after each restart on this folder, and nobody else's even in a shared storage account.</summary>
    public string WorkerId { get; }

    /// <summary>Takes a folder, making it if needed. The system gives it back when the process ends, however it ends.</summary>
    /// <exception cref="CommandException">Another process has it, or it cannot be made.</exception>
    public static StateFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The state folder '{path}' cannot be made: {error.Message}", error);
        }

        try
        {
            var file = System.IO.Path.Combine(path, "lock");
            return new StateFolder(path, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException error)
        {
            throw new CommandException($"The state folder '{path}' cannot be written: {error.Message}", error);
        }
        catch (IOException error)
        {
            throw new CommandException(
                $"The state folder '{path}' is in use by another dream; stop that one, or give another by --state.", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => alone.Dispose();

    private static string ReadOrMakeWorkerId(string file)
    {
        if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } kept)
            return kept;
        var made = $"dream-{Guid.NewGuid():N}";
        File.WriteAllText(file, made);
        return made;
    }
}
