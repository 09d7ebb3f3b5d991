using DreamFunctions.App;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

// The coordinator: it plans, sends tickets, and stitches; the nets run in the tile workers.
FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.Services.AddCoordinator(Environment.GetEnvironmentVariable);
await builder.Build().RunAsync();
