using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace DreamFunctions.Local.Emulator;

/// <summary>The three loopback ports of Azurite. A port of 0 asks the system for a free one.</summary>
public sealed record AzuritePorts(int Blob, int Queue, int Table)
{
    /// <summary>Azurite's own defaults, the ones <c>UseDevelopmentStorage=true</c> stands for.</summary>
    public static AzuritePorts Default { get; } = new(10000, 10001, 10002);

    /// <summary>Free ports, chosen by the system.</summary>
    public static AzuritePorts Free { get; } = new(0, 0, 0);

    /// <summary>
    /// A connection string to these ports. The account and its key are Azurite's public development account, the same for
    /// everyone and printed in Azurite's documentation: no secret.
    /// </summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"DefaultEndpointsProtocol=http;"
        + $"AccountName={Account};AccountKey={PublicKey};BlobEndpoint=http://127.0.0.1:{Blob}/{Account};"
        + $"QueueEndpoint=http://127.0.0.1:{Queue}/{Account};TableEndpoint=http://127.0.0.1:{Table}/{Account};");

    /// <summary>Whether all three can be listened on now.</summary>
    public bool AreFree() => new[] { Blob, Queue, Table }.All(port => port == 0 || IsFree(port));

    private const string Account = "devstoreaccount1";

    private const string PublicKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
