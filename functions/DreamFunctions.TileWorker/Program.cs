using System.CommandLine;
using DreamFunctions.Inference;
using DreamFunctions.Pipeline;
using DreamFunctions.TileWorker;

HugePages.Advise();
Option<Provider> provider = new("--provider")
{
    Description = "cpu, cuda (fails where there is none), or auto (cuda where there is one, else cpu, and says so)",
    DefaultValueFactory = _ => Provider.Cpu,
};
Option<int> threads = new("--threads") { Description = "threads for the net; 0: one a core", DefaultValueFactory = _ => 0 };
Option<string[]> models = new("--models")
{
    Description = "folders with nets (.onnx) and cards (.json); may be given more than once",
    DefaultValueFactory = _ => [],
};
Option<int?> parent = new("--parent-pid") { Description = "stop when this process is gone" };
Option<FileInfo?> health = new("--health-file") { Description = "a file touched every few seconds while the worker is well" };
Option<string?> memory = new("--memory")
{
    Description = "the most memory to take, such as 1.5GB; three quarters of what there is if not given (or DREAM_WORKER_MEMORY)",
    DefaultValueFactory = _ => Environment.GetEnvironmentVariable("DREAM_WORKER_MEMORY"),
};
Option<int> atOnce = new("--at-once")
{
    Description = "tickets that are worked on at once, each with a net and a share of the memory of its own: for a GPU that one tile does not fill (1 to 64)",
    DefaultValueFactory = _ => 1,
};
atOnce.Validators.Add(given =>
{
    if (given.GetValueOrDefault<int>() is < 1 or > 64)
        given.AddError($"--at-once is {given.GetValueOrDefault<int>()}; allowed: 1 to 64.");
});
Option<bool> recompute = Switch(
    "--recompute", "DREAM_RECOMPUTE", "compute lower layers a second time in place of keeping them: less memory, more time");
Option<bool> half = Switch("--half", "DREAM_HALF", "products in float16, with --provider cuda: faster on cards with units for it");
RootCommand command = new(
    "Takes tile tickets, dreams, answers. "
    + "Storage: DREAM_STORAGE (a connection string) or DREAM_STORAGE_ACCOUNT (a name, with managed identity).")
{
    provider, threads, models, parent, health, memory, recompute, half, atOnce,
};
command.SetAction((arguments, cancel) => WorkerHost.RunAsync(
    new(arguments.GetValue(provider), arguments.GetValue(threads), arguments.GetValue(models)!, arguments.GetValue(parent), arguments.GetValue(health),
        arguments.GetValue(memory), arguments.GetValue(recompute), arguments.GetValue(half), arguments.GetValue(atOnce)),
    cancel));
// SIGTERM belongs to the host: it lets the ticket in hand finish or go back.
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

static Option<bool> Switch(string name, string variable, string description) => new(name)
{
    Description = $"{description} (or {variable}=true)",
    DefaultValueFactory = option =>
    {
        string? wanted = Environment.GetEnvironmentVariable(variable);
        bool given = false;
        if (!string.IsNullOrEmpty(wanted) && !bool.TryParse(wanted, out given))
            option.AddError($"{variable} is '{wanted}'; allowed: true, false.");
        return given;
    },
};
