using DreamFunctions.Local.State;

namespace DreamFunctions.Local.Commands;

/// <summary>The state folder of a run: the one that was named and stays, or its own that goes when it has served.</summary>
internal sealed class RunState : IDisposable
{
    private readonly bool own;

    private RunState(StateFolder folder, bool own)
    {
        Folder = folder;
        this.own = own;
    }

    public StateFolder Folder { get; }

    /// <summary>Whether the folder may go: every photo has come to an end, good or bad.</summary>
    public bool Served { get; set; }

    public static RunState Open(DirectoryInfo? named, bool keep) => named is not null
        ? new RunState(StateFolder.Open(named.FullName), own: false)
        : new RunState(StateFolder.Open(Directory.CreateTempSubdirectory("dream-run-").FullName), own: !keep);

    public void Dispose()
    {
        Folder.Dispose();
        if (own && Served)
            Directory.Delete(Folder.Path, recursive: true);
        else if (!Served)
            Console.Error.WriteLine($"dream: to go on, give the same photos and settings and --state '{Folder.Path}'");
    }
}
