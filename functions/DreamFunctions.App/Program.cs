using DreamFunctions.App;
using DreamFunctions.Exporting;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Hosting;

// The coordinator: it plans, sends tickets, and stitches; the nets run in the tile workers.
FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.Services.AddCoordinator(Environment.GetEnvironmentVariable);
builder.Services.AddTelemetryAndInsights("dream-coordinator", Environment.GetEnvironmentVariable)?.UseFunctionsWorkerDefaults();
await builder.Build().RunAsync();
