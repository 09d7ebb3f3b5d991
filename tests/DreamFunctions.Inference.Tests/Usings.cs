global using Xunit;

// Sessions are large: one at a time.
[assembly: Xunit.v3.Parallelization(MaxThreads = 1)]
