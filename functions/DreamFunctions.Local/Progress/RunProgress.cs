using Spectre.Console;

namespace DreamFunctions.Local.Progress;

/// <summary>Chooses how progress is shown: bars on a terminal, plain lines elsewhere. It goes to standard error.</summary>
internal static class RunProgress
{
    /// <summary>Runs some work with progress shown.</summary>
    public static async Task<T> ShowAsync<T>(Func<IRunProgress, Task<T>> work)
    {
        if (Console.IsErrorRedirected)
            return await work(new PlainLines(Console.Error));
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(context => work(new Bars(console, context)));
    }
}
