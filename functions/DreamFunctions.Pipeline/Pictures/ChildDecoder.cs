using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace DreamFunctions.Pipeline;

/// <summary>
/// Decodes each picture in a process of its own, which has limits on memory and time, an environment without anything in it, no
/// name of a file and no way to write one. It gets the file's bytes and hands back pixels; its crash, hang or greed is a reason.
/// </summary>
public sealed class ChildDecoder : IPictureDecoder
{
    /// <summary>The decoder's program; it lies beside every program that takes pictures in.</summary>
    public const string FileName = "DreamFunctions.Decoder.dll";

    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(1);
    private const int MostWords = 4096;
    private const int Killed = 128 + 9, OutOfProcessorTime = 128 + 24;

    // Their memory adds up.
    private static readonly SemaphoreSlim Places = new(Environment.ProcessorCount);
    private readonly string program;

    /// <summary>Checks that the program is there, so that a wrong installation is no picture's fault.</summary>
    /// <param name="program">The program; null for the one beside this.</param>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public ChildDecoder(string? program = null)
    {
        this.program = program ?? Path.Combine(AppContext.BaseDirectory, FileName);
        if (!File.Exists(this.program))
            throw new FileNotFoundException($"The program that decodes pictures is not at '{this.program}': publish or build the whole program again.");
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The decoder does not start: no picture's fault, and worth another try.</exception>
    public DecodedPicture Decode(byte[] file, PictureLimits limits)
    {
        ImageSharpDecoder.CheckLength(file.LongLength, limits);
        string format = ImageSharpDecoder.FormatOf(file);
        Places.Wait();
        try
        {
            return Decode(file, format, limits);
        }
        finally
        {
            Places.Release();
        }
    }

    private DecodedPicture Decode(byte[] file, string format, PictureLimits limits)
    {
        using Process child = Start(new(file.Length, limits));
        bool late = false;
        using Timer clock = new(_ => Kill(child, out late), null, StartPatience, Timeout.InfiniteTimeSpan);
        Task<string> words = ReadWordsAsync(child.StandardError);
        bool ready = false;
        try
        {
            Stream output = child.StandardOutput.BaseStream;
            ready = PictureWire.ReadReady(output);
            if (!ready)
                throw new InvalidDataException("It does not greet.");
            clock.Change(limits.Time, Timeout.InfiniteTimeSpan);
            using (Stream input = child.StandardInput.BaseStream)
                input.Write(file);
            return PictureWire.Read(output, format, limits);
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException)
        {
            Kill(child, out _);
            child.WaitForExit();
            string said = words.GetAwaiter().GetResult();
            throw ready
                ? new PictureRefusedException(ReasonOf(child.ExitCode, said, late, format, limits))
                : new InvalidOperationException($"The program that decodes pictures does not start (code {child.ExitCode}): {said}", problem);
        }
        finally
        {
            Kill(child, out _);
        }
    }

    /// <summary>How the decoder's process is started: by its full path, with nothing of this process's environment.</summary>
    /// <param name="program">The program.</param>
    /// <param name="order">What it is told.</param>
    public static ProcessStartInfo StartOf(string program, DecoderOrder order)
    {
        ProcessStartInfo start = new(DotnetProgram.Path)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetPathRoot(program),
        };
        start.ArgumentList.Add(program);
        foreach (string argument in order.Arguments)
            start.ArgumentList.Add(argument);
        string? system = Environment.GetEnvironmentVariable("SystemRoot");
        start.Environment.Clear();
        // No program starts on Windows without it.
        if (system is not null)
            start.Environment["SystemRoot"] = system;
        start.Environment["DOTNET_GCHeapHardLimit"] = order.Limits.Memory.ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment[Allocator.Variable] = Allocator.Settings;
        return start;
    }

    private Process Start(DecoderOrder order)
    {
        try
        {
            return Process.Start(StartOf(program, order))!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"'{DotnetProgram.Path}' does not start: {e.Message}", e);
        }
    }

    private static string ReasonOf(int code, string said, bool late, string format, PictureLimits limits)
    {
        const string Advice = "Open it in an editor, save it again and drop it anew.";
        if (late || code == OutOfProcessorTime)
            return $"Decoding the {format} file took longer than {limits.Time.TotalSeconds:0} s and was stopped. {Advice}";
        if (code == Killed || said.Contains("memory", StringComparison.OrdinalIgnoreCase))
            return ImageSharpDecoder.TooMuchMemory(format, limits);
        string last = said.Length == 0 ? "" : $": {said}";
        return $"The {format} file cannot be decoded: the decoder ended in the middle of it (code {code}{last}). {Advice}";
    }

    private static void Kill(Process child, out bool done)
    {
        done = true;
        try
        {
            child.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended by itself.
        }
    }

    // All of it, so that the child is never held up by what it says; the first line is what counts.
    private static async Task<string> ReadWordsAsync(StreamReader errors)
    {
        char[] buffer = new char[MostWords];
        string first = "";
        for (int count; (count = await errors.ReadAsync(buffer).ConfigureAwait(false)) > 0;)
        {
            if (first.Length < MostWords)
                first += new string(buffer, 0, count);
        }

        string line = first.Trim().Split('\n')[0].Trim();
        return line.Length > 300 ? line[..300] : line;
    }
}
