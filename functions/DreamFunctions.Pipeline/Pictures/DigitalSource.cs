using System.Xml.Linq;

namespace DreamFunctions.Pipeline;

/// <summary>
/// That a machine made a picture, as pictures say it: IPTC's Digital Source Type in an XMP packet (IPTC Photo Metadata Standard,
/// https://www.iptc.org/std/photometadata/specification/IPTC-PhotoMetadata; XMP, ISO 16684-1).
/// </summary>
public static class DigitalSource
{
    private const string Vocabulary = "http://cv.iptc.org/newscodes/digitalsourcetype/";
    private static readonly XNamespace Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static readonly XNamespace Meta = "adobe:ns:meta/";
    private static readonly XNamespace Xmp = "http://ns.adobe.com/xap/1.0/";
    private static readonly XNamespace Extension = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";

    /// <summary>
    /// A photo with what a trained net drew into it is a composite with trained algorithmic media; what begins with noise or grey is
    /// trained algorithmic media, all of it.
    /// </summary>
    public static string Of(DreamSettings settings, bool hasUpload) =>
        Vocabulary + (hasUpload && settings.Start == DreamBeginning.Photo ? "compositeWithTrainedAlgorithmicMedia" : "trainedAlgorithmicMedia");

    /// <summary>The packet of a dream.</summary>
    public static string Packet(DreamPlan plan, bool hasUpload) =>
        Packet(Of(plan.Settings, hasUpload), $"DeepDream with {plan.Settings.Model}, {plan.Targets} (net's SHA-256 {plan.ModelSha256})");

    /// <summary>A packet without dates: the same dream is the same bytes.</summary>
    /// <param name="source">The term of the vocabulary.</param>
    /// <param name="system">The net and what of it was amplified.</param>
    public static string Packet(string source, string system)
    {
        XElement meta = new(
            Meta + "xmpmeta",
            new XAttribute(XNamespace.Xmlns + "x", Meta.NamespaceName),
            new XElement(
                Rdf + "RDF",
                new XAttribute(XNamespace.Xmlns + "rdf", Rdf.NamespaceName),
                new XElement(
                    Rdf + "Description",
                    new XAttribute(XNamespace.Xmlns + "xmp", Xmp.NamespaceName),
                    new XAttribute(XNamespace.Xmlns + "Iptc4xmpExt", Extension.NamespaceName),
                    new XAttribute(Rdf + "about", ""),
                    new XAttribute(Xmp + "CreatorTool", PictureEncoder.Keyword),
                    new XAttribute(Extension + "DigitalSourceType", source),
                    new XAttribute(Extension + "AISystemUsed", system))));
        return $"<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>{meta.ToString(SaveOptions.DisableFormatting)}<?xpacket end=\"r\"?>";
    }
}
