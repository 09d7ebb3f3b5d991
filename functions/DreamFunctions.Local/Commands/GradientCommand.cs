using System.CommandLine;
using System.Text.Json;
using DreamFunctions.Autodiff;
using Google.Protobuf;
using Onnx;

namespace DreamFunctions.Local.Commands;

/// <summary><c>dream gradient</c>: a net's ONNX file in, the ONNX file of its gradient out, for use in any runtime.</summary>
internal static class GradientCommand
{
    public static Command Create()
    {
        var model = new Argument<FileInfo>("model.onnx") { Description = "a net with one picture as its input" };
        var target = new Option<string>("--target")
        {
            Description = "the tensor whose energy (half its sum of squares) is differentiated",
            Required = true,
            HelpName = "tensor",
        };
        var output = new Option<FileInfo>("--out")
        {
            Description = $"the file to write; its outputs are '{GradientGraph.Energy}' and '{GradientGraph.Gradient}'",
            Required = true,
            HelpName = "file",
        };
        var evenPads = new Option<bool>("--symmetric-pads")
        {
            Description = "make uneven pads even: for nets exported at one fixed size only",
        };
        var json = new Option<bool>("--json") { Description = "print JSON" };
        var command = new Command("gradient", "Writes d(energy)/d(picture) of a net as a plain ONNX graph.")
        {
            model, target, output, evenPads, json,
        };
        command.SetAction(Safely.Run((arguments, _) =>
        {
            var path = arguments.GetValue(output)!.FullName;
            var options = new GradientOptions { SymmetricPads = arguments.GetValue(evenPads) };
            var gradient = GradientGraph.Build(Read(arguments.GetValue(model)!), arguments.GetValue(target)!, options);
            File.WriteAllBytes(path, gradient.ToByteArray());
            Console.WriteLine(arguments.GetValue(json)
                ? JsonSerializer.Serialize(new { gradient = path, nodes = gradient.Graph.Node.Count })
                : path);
            return Task.FromResult(0);
        }));
        return command;
    }

    private static ModelProto Read(FileInfo file)
    {
        try
        {
            return ModelProto.Parser.ParseFrom(File.ReadAllBytes(file.FullName));
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new CommandException($"'{file}' is no ONNX file: {error.Message}", error);
        }
        catch (IOException error)
        {
            throw new CommandException($"'{file}' cannot be read: {error.Message}", error);
        }
    }
}
