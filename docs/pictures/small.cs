#:package SixLabors.ImageSharp
#:property PublishAot=false

// Makes pictures small enough for a page: dotnet run docs/pictures/small.cs WIDTH QUALITY FOLDER PICTURE...
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Processing;

if (args.Length < 4)
{
    Console.Error.WriteLine("small.cs: give WIDTH QUALITY FOLDER PICTURE...");
    return 1;
}

int width = int.Parse(args[0]), quality = int.Parse(args[1]);
foreach (string path in args[3..])
{
    using Image image = Image.Load(path);
    if (width < image.Width)
        image.Mutate(picture => picture.Resize(width, 0));
    image.Metadata.ExifProfile = null;
    image.Save(Path.Combine(args[2], Path.GetFileNameWithoutExtension(path) + ".jpg"), new JpegEncoder { Quality = quality });
}

return 0;
