using System.Globalization;

namespace DreamFunctions.Faults;

/// <summary>Resident memory and open files of processes (Linux).</summary>
internal readonly record struct Held(double Megabytes, int Handles)
{
    public static Held By(IReadOnlyList<int> processes) => new(processes.Sum(Resident), processes.Sum(Files));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Megabytes:0}, {Handles}");

    private static double Resident(int id)
    {
        try
        {
            string line = File.ReadLines($"/proc/{id}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
            return double.Parse(line["VmRSS:".Length..].Replace("kB", ""), CultureInfo.InvariantCulture) / 1024;
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            return 0;
        }
    }

    private static int Files(int id)
    {
        try
        {
            return Directory.GetFileSystemEntries($"/proc/{id}/fd").Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
