using System.Globalization;
using System.Runtime.InteropServices;
using DreamFunctions.Faults;

const string help = """
    Drops pictures into the whole pipeline on this machine, lets things go wrong, and looks whether anything was lost.

      dotnet run -c Release --project tests/faults -- [--rounds 100] [--seed 1] [--first 1] [--pictures 4] [--only FAULT,...]
      dotnet run -c Release --project tests/faults -- crowd [--small 1000] [--giant 6000x4000] [--patience MINUTES]
      dotnet run -c Release --project tests/faults -- soak [--minutes 60] [--under-way 16] [--remember 1000]

    A round is a handful of pictures and a file that is none, and two to four faults drawn from the seed: kill -9 of worker,
    coordinator or both; storage stopped and started; a proxy before it that cuts connections, answers 500, 503, 429 and 409,
    delays calls and puts tickets and answers in twice; pictures asked for again, dropped again, replaced or deleted meanwhile; and,
    where TMPDIR is on a disk of at most 2 GB, that disk is filled. At its end every upload must have the one dream of what lies there
    now, or a reason, with no work blob, ticket or answer left.
    --first begins at another round, to see one again; --only draws from some kinds of faults (WorkerKilled, DiskFull, ...). The exit
    code is 1 where a round fails; its folder is then kept.

    crowd drops a giant and then small pictures, all at once, and soak keeps mixed ones under way for a while; both print how long
    pictures took and what coordinator, workers and storage held, minute by minute, as a table and as mermaid's charts.
    """;
if (args.Contains("--help"))
{
    Console.WriteLine(help);
    return 0;
}

List<Fault> only = [];
foreach (string kind in Array.IndexOf(args, "--only") is var at and >= 0 ? args.ElementAtOrDefault(at + 1)?.Split(',') ?? [""] : [])
{
    if (!Enum.TryParse(kind, out Fault fault))
    {
        Console.Error.WriteLine($"There is no fault '{kind}'; there are: {string.Join(", ", Enum.GetNames<Fault>())}.");
        return 1;
    }

    only.Add(fault);
}

int seed = Option("--seed", 1);
string folder = Directory.CreateTempSubdirectory("dream-faults-").FullName;
bool held = true;
using CancellationTokenSource stop = new();
using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    held = await RunAsync();
}
catch (OperationCanceledException)
{
    Console.WriteLine("Stopped.");
}

if (held)
    Directory.Delete(folder, recursive: true);
else
    Console.WriteLine($"What happened lies in {folder}");
return held ? 0 : 1;

// Everything that was started is stopped before the program ends.
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

async Task<bool> RunAsync()
{
    if (args is not ["crowd" or "soak", ..])
    {
        await using Ground ground = await Ground.StartAsync(
            folder, seed, pace: 5,
            "--octaves", "2", "--iterations", "2", "--jitter", "8", "--feather", "4", "--tile", "64", "--layer", "block1", "--halo", "16");
        return await RoundsAsync(ground);
    }

    await using Ground many = await Ground.StartAsync(
        folder, seed, pace: 20, "--octaves", "2", "--iterations", "5", "--remember", $"{Option("--remember", 1000)}");
    await many.Coordinator.ApiAsync(stop.Token);
    Crowd crowd = new(many, seed);
    if (args[0] == "soak")
        await crowd.KeepAsync(Option("--under-way", 16), TimeSpan.FromMinutes(Option("--minutes", 60)), stop.Token);
    else
        await crowd.DropAsync(Option("--small", 1000), Giant(), TimeSpan.FromMinutes(Option("--patience", 120)), stop.Token);
    await crowd.PrintAsync();
    return true;
}

async Task<bool> RoundsAsync(Ground ground)
{
    int rounds = Option("--rounds", 100), first = Option("--first", 1), pictures = Option("--pictures", 4);
    IReadOnlyList<Fault> faults = Kinds(ground.Disk);
    List<Verdict> verdicts = [];
    for (int number = first; number < first + rounds && verdicts.TrueForAll(verdict => verdict.Settled); number++)
    {
        Verdict verdict = await new Round(ground, seed, number, pictures, faults).RunAsync(stop.Token);
        verdicts.Add(verdict);
        Console.WriteLine($"{number,3} {verdict}");
    }

    Console.WriteLine($"seed {seed}: {verdicts.Count} rounds, {verdicts.Sum(v => v.Faults.Count)} faults, "
        + $"{verdicts.Sum(v => v.DisturbedCalls)} calls disturbed, "
        + $"{verdicts.Sum(v => v.Dreamed)} dreamed, {verdicts.Sum(v => v.Refused)} refused, {verdicts.Sum(v => v.Lost)} lost, "
        + $"{verdicts.Sum(v => v.Doubled)} doubled, {verdicts.Sum(v => v.Leaked)} left, tickets {verdicts.Sum(v => v.Sent)} of {verdicts.Sum(v => v.Planned)}");
    return verdicts.TrueForAll(verdict => verdict.Settled);
}

IReadOnlyList<Fault> Kinds(Disk disk) => only.Count > 0 ? only : [.. Enum.GetValues<Fault>().Where(fault => fault != Fault.DiskFull || disk.CanBeFilled)];

(int Width, int Height)? Giant()
{
    int i = Array.IndexOf(args, "--giant");
    int[] sides = [.. (i >= 0 ? args[i + 1] : "6000x4000").Split('x').Select(side => int.Parse(side, CultureInfo.InvariantCulture))];
    return sides is [> 0, > 0] ? (sides[0], sides[1]) : null;
}

int Option(string name, int otherwise)
{
    int i = Array.IndexOf(args, name);
    return i >= 0 ? int.Parse(args[i + 1], CultureInfo.InvariantCulture) : otherwise;
}
