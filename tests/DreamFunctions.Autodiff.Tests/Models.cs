using System.Collections.Concurrent;

namespace DreamFunctions.Autodiff.Tests;

/// <summary>The real nets; a test that needs one that is not here is skipped and says why.</summary>
internal static class Models
{
    private static readonly ConcurrentDictionary<string, ModelProto> Read = [];

    public static ModelProto GoogLeNet() => Load(Repository.PathOf("..", "shared", "models", "googlenet.onnx"), "../shared/models/googlenet.onnx");

    public static ModelProto ResNet18() => Load(
        Path.Combine(Packages(), "microsoft.ml.dnnimagefeaturizer.resnet18", "0.23.1", "tools", "DnnImageModels", "ResNet18Onnx",
            "ResNet18.onnx"),
        "the package Microsoft.ML.DnnImageFeaturizer.ResNet18");

    private static ModelProto Load(string path, string name)
    {
        Assert.SkipUnless(File.Exists(path), $"{name} is not on this machine.");
        return Read.GetOrAdd(path, Parse);
    }

    /// <summary>Without a lock: OnnxSharp's ParseFromFile takes the file for itself, and others read it, too.</summary>
    private static ModelProto Parse(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return ModelProto.Parser.ParseFrom(file);
    }

    private static string Packages() => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
