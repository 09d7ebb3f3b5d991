using Google.Protobuf;

namespace DreamFunctions.Tests;

/// <summary>
/// A protobuf message without its schema: fields by number, for the few of OTLP that are looked at
/// (https://github.com/open-telemetry/opentelemetry-proto).
/// </summary>
internal sealed class OtlpMessage
{
    private readonly List<(int Number, object Value)> fields = [];

    public OtlpMessage(byte[] bytes)
    {
        CodedInputStream input = new(bytes);
        while (input.ReadTag() is not 0 and var tag)
        {
            object value = WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => input.ReadUInt64(),
                WireFormat.WireType.Fixed64 => input.ReadFixed64(),
                WireFormat.WireType.Fixed32 => (ulong)input.ReadFixed32(),
                WireFormat.WireType.LengthDelimited => input.ReadBytes().ToByteArray(),
                var other => throw new InvalidDataException($"OTLP has no field of type {other}."),
            };
            fields.Add((WireFormat.GetTagFieldNumber(tag), value));
        }
    }

    public IEnumerable<OtlpMessage> All(int number) => Values<byte[]>(number).Select(bytes => new OtlpMessage(bytes));

    public OtlpMessage? One(int number) => All(number).FirstOrDefault();

    public string Text(int number) => System.Text.Encoding.UTF8.GetString(Bytes(number));

    /// <summary>An id in hexadecimal digits; empty where there is none.</summary>
    public string Id(int number) => Convert.ToHexStringLower(Bytes(number));

    public ulong Number(int number) => Values<ulong>(number).FirstOrDefault();

    public double Real(int number) => BitConverter.UInt64BitsToDouble(Number(number));

    public bool Has(int number) => fields.Exists(field => field.Number == number);

    /// <summary>Attributes (KeyValue: 1 key, 2 value) as texts, by key.</summary>
    public Dictionary<string, string> Attributes(int number)
    {
        Dictionary<string, string> all = [];
        foreach (OtlpMessage pair in All(number))
            all[pair.Text(1)] = pair.One(2) is { } value ? Value(value) : "";
        return all;
    }

    // AnyValue: 1 text, 2 boolean, 3 whole number, 4 real number.
    public static string Value(OtlpMessage any) =>
        any.Has(1) ? any.Text(1)
        : any.Has(4) ? FormattableString.Invariant($"{any.Real(4):0.###}")
        : any.Has(2) ? (any.Number(2) == 1 ? "true" : "false")
        : FormattableString.Invariant($"{(long)any.Number(3)}");

    private byte[] Bytes(int number) => Values<byte[]>(number).FirstOrDefault() ?? [];

    private IEnumerable<T> Values<T>(int number) => fields.Where(field => field.Number == number).Select(field => field.Value).OfType<T>();
}
