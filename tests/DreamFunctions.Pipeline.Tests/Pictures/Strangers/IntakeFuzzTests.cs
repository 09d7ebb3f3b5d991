using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace DreamFunctions.Pipeline.Tests.Pictures.Strangers;

/// <summary>
/// Damaged pictures of our own making end in a picture or in a reason of one line. By hand, for as long as you like:
/// <c>DREAM_FUZZ_MINUTES=30 .../DreamFunctions.Pipeline.Tests --filter-class "*IntakeFuzzTests" --show-live-output on</c>
/// </summary>
public sealed class IntakeFuzzTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(30);

    // Small ones, so that a file in whose header a bit fell over does not cost a second.
    private static readonly PictureLimits Here = new() { Pixels = 4_000_000 };

    [Fact]
    public async Task Damaged_files_end_in_a_picture_or_a_reason()
    {
        double minutes = double.Parse(Environment.GetEnvironmentVariable("DREAM_FUZZ_MINUTES") ?? "0", CultureInfo.InvariantCulture);
        int first = int.Parse(Environment.GetEnvironmentVariable("DREAM_FUZZ_SEED") ?? "1", CultureInfo.InvariantCulture);
        Stopwatch watch = Stopwatch.StartNew();
        Tally here = new(), child = new();
        ChildDecoder processes = new();
        int seed = first;
        for (; seed - first < 6000 || watch.Elapsed.TotalMinutes < minutes; seed++)
        {
            (string from, byte[] file) = Damage.Of(seed);
            await here.TryAsync($"seed {seed} ({from})", () => new ImageSharpDecoder().Decode(file, Here), Hang);
            if (seed % 150 == 0)
                await child.TryAsync($"seed {seed} ({from}) in a process", () => processes.Decode(file, new()), Hang);
        }

        Report($"seeds {first} to {seed - 1}: {here}; of them in a process of their own: {child}; {watch.Elapsed.TotalMinutes:0.0} minutes");
        Assert.Empty(here.Failures.Concat(child.Failures));
    }

    [Fact]
    public async Task Bombs_end_in_a_picture_or_a_reason()
    {
        Tally tally = new();
        ChildDecoder decoder = new();
        foreach ((string name, byte[] file) in SeedPictures.Bombs)
        {
            await tally.TryAsync(name, () => decoder.Decode(file, new()), TimeSpan.FromMinutes(2));
            output.WriteLine($"{name}: {file.Length:N0} bytes: {tally.Last}");
        }

        Report($"bombs: {tally}");
        Assert.Empty(tally.Failures);
    }

    private void Report(string line)
    {
        output.WriteLine(line);
        if (Environment.GetEnvironmentVariable("DREAM_FUZZ_MINUTES") is not null)
            Console.Error.WriteLine(line);
    }

    private sealed class Tally
    {
        private int dreamed, refused, crashes, hangs;

        public List<string> Failures { get; } = [];

        public string Last { get; private set; } = "";

        public async Task TryAsync(string name, Func<DecodedPicture> decode, TimeSpan patience)
        {
            Task<DecodedPicture> decoding = Task.Run(decode, TestContext.Current.CancellationToken);
            try
            {
                using DecodedPicture picture = await decoding.WaitAsync(patience, TestContext.Current.CancellationToken);
                dreamed++;
                Last = $"{picture.Facts.Width} x {picture.Facts.Height}";
            }
            catch (PictureRefusedException reason) when (!reason.Message.Contains('\n'))
            {
                refused++;
                Last = reason.Message;
            }
            catch (TimeoutException)
            {
                hangs++;
                Failures.Add($"{name}: not done after {patience}");
            }
#pragma warning disable CA1031 // What is looked for here.
            catch (Exception e)
#pragma warning restore CA1031
            {
                crashes++;
                Failures.Add($"{name}: {e.GetType().Name}: {e.Message}");
            }
        }

        public override string ToString() =>
            $"{dreamed + refused + crashes + hangs} files, {dreamed} pictures, {refused} refused, {crashes} crashes, {hangs} hangs";
    }
}
