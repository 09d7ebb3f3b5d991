using System.CommandLine;
using Azure;
using DreamFunctions.Autodiff;
using DreamFunctions.Nets;
using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Commands;

/// <summary>Every command's way to end: an exit code, and on a failure one line on standard error, never a stack trace.</summary>
internal static class Safely
{
    /// <summary>What a shell reports for a program that Ctrl-C ended.</summary>
    public const int Interrupted = 130;

    /// <summary>Makes an action out of one that may throw what a person can read.</summary>
    public static Func<ParseResult, CancellationToken, Task<int>> Run(Func<ParseResult, CancellationToken, Task<int>> action) =>
        async (arguments, cancellation) =>
        {
            try
            {
                return await action(arguments, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return Interrupted;
            }
#pragma warning disable CA1031 // The outermost frame: a person gets the message, DREAM_TRACE=1 the rest.
            catch (Exception error)
#pragma warning restore CA1031
            {
                await Console.Error.WriteLineAsync($"dream: {LineOf(error)}");
                if (Environment.GetEnvironmentVariable("DREAM_TRACE") == "1")
                    await Console.Error.WriteLineAsync(error.ToString());
                return 1;
            }
        };

    private static string LineOf(Exception error) => error switch
    {
        CommandException or SettingsException or UnknownNetException or UnknownLayerException or NetUnavailableException
            or NetCardException or UnknownTargetException or MissingRuleException or UnsupportedModelException
            => OneLine(error.Message),
        RequestFailedException refused => $"The storage refused: {OneLine(refused.Message)}",
        IOException or UnauthorizedAccessException => OneLine(error.Message),
        AggregateException { InnerException: { } inner } => LineOf(inner),
        _ => $"{OneLine(error.Message)} ({error.GetType().Name}; set DREAM_TRACE=1 to see where)",
    };

    private static string OneLine(string message) =>
        string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
