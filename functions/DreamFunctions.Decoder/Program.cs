using DreamFunctions.Decoder;
using DreamFunctions.Pipeline;

// One picture from standard input to standard output; ChildDecoder starts it, once for each file from strangers.
DecoderOrder order = DecoderOrder.Parse(args);
Confinement.Apply(order.Limits);
using Stream input = Console.OpenStandardInput();
using Stream output = Console.OpenStandardOutput();
PictureWire.WriteReady(output);
byte[] file = new byte[order.Length];
input.ReadExactly(file);
try
{
    using DecodedPicture picture = new ImageSharpDecoder().Decode(file, order.Limits);
    PictureWire.Write(output, picture);
}
catch (PictureRefusedException refused)
{
    PictureWire.WriteRefusal(output, refused.Message);
}
