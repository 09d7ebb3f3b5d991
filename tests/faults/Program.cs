using System.Globalization;
using DreamFunctions.Faults;

const string help = """
    Drops pictures into the whole pipeline on this machine, lets things go wrong, and looks whether anything was lost.

      dotnet run -c Release --project tests/faults -- [--rounds 100] [--seed 1] [--first 1] [--pictures 4]

    A round is a handful of pictures and a file that is none, and two to four faults drawn from the seed: kill -9 of worker,
    coordinator or both; storage stopped and started; a proxy before it that cuts connections, answers 500, 503, 429 and 409,
    delays calls and puts tickets and answers in twice; pictures asked for again, dropped again, replaced or deleted meanwhile. At
    its end every upload must have the one dream of what lies there now, or a reason, with no work blob, ticket or answer left.
    --first begins at another round, to see one again. The exit code is 1 where a round fails; its folder is then kept.
    """;
if (args.Contains("--help"))
{
    Console.WriteLine(help);
    return 0;
}

int rounds = Option("--rounds", 100), seed = Option("--seed", 1), first = Option("--first", 1), pictures = Option("--pictures", 4);
string folder = Directory.CreateTempSubdirectory("dream-faults-").FullName;
List<Verdict> verdicts = [];
await using (Ground ground = await Ground.StartAsync(folder, seed))
{
    for (int number = first; number < first + rounds; number++)
    {
        Verdict verdict = await new Round(ground, seed, number, pictures).RunAsync(CancellationToken.None);
        verdicts.Add(verdict);
        Console.WriteLine($"{number,3} {verdict}");
        if (!verdict.Settled)
            break;
    }
}

bool held = verdicts.TrueForAll(verdict => verdict.Settled);
Console.WriteLine($"seed {seed}: {verdicts.Count} rounds, {verdicts.Sum(v => v.Faults.Count)} faults, {verdicts.Sum(v => v.DisturbedCalls)} calls disturbed, "
    + $"{verdicts.Sum(v => v.Dreamed)} dreamed, {verdicts.Sum(v => v.Refused)} refused, {verdicts.Sum(v => v.Lost)} lost, "
    + $"{verdicts.Sum(v => v.Doubled)} doubled, {verdicts.Sum(v => v.Leaked)} left, tickets {verdicts.Sum(v => v.Sent)} of {verdicts.Sum(v => v.Planned)}");
if (held)
    Directory.Delete(folder, recursive: true);
else
    Console.WriteLine($"What happened lies in {folder}");
return held ? 0 : 1;

int Option(string name, int otherwise)
{
    int i = Array.IndexOf(args, name);
    return i >= 0 ? int.Parse(args[i + 1], CultureInfo.InvariantCulture) : otherwise;
}
