using DreamFunctions.Pipeline;

namespace DreamFunctions.Local.Commands;

/// <summary>Pictures that a command looks at itself are decoded as the pipeline's are: in a process of their own, within its limits.</summary>
internal static class PhotoFile
{
    /// <summary>Decodes a file; the caller disposes the picture.</summary>
    /// <exception cref="CommandException">It is not there, or cannot be decoded; the message says why.</exception>
    public static DecodedPicture Decode(FileInfo file)
    {
        if (!file.Exists)
            throw new CommandException($"There is no file '{file}'.");
        var limits = PictureLimits.From(Environment.GetEnvironmentVariable);
        try
        {
            ImageSharpDecoder.CheckLength(file.Length, limits);
            return new ChildDecoder().Decode(File.ReadAllBytes(file.FullName), limits);
        }
        catch (PictureRefusedException error)
        {
            throw new CommandException($"'{file.Name}' cannot be read: {error.Message}", error);
        }
    }
}
