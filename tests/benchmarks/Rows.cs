namespace DreamFunctions.Benchmarks;

/// <summary>What is measured; the path is null where the model is not on this machine.</summary>
internal sealed record Rows(string Name, string? Path, string Target, int Stride, bool SymmetricPads)
{
    public static IReadOnlyList<Rows> All { get; } =
    [
        new("GoogLeNet inception_3b", GoogLeNet(), "inception_3b/output", 8, false),
        new("GoogLeNet inception_4c", GoogLeNet(), "inception_4c/output", 16, false),
        new("GoogLeNet inception_5b", GoogLeNet(), "inception_5b/output", 32, false),
        new("ResNet18 last block", ResNet18(), "ReLU393_Output_0", 32, true),
    ];

    private static string? GoogLeNet() => Present(Repository.PathOf("..", "shared", "models", "googlenet.onnx"));

    private static string? ResNet18() => Present(System.IO.Path.Combine(
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
        "microsoft.ml.dnnimagefeaturizer.resnet18", "0.23.1", "tools", "DnnImageModels", "ResNet18Onnx", "ResNet18.onnx"));

    private static string? Present(string path) => File.Exists(path) ? path : null;
}
