using System.Globalization;
using System.Runtime.InteropServices;

namespace DreamFunctions.Pipeline;

/// <summary>
/// Pages of 2 MB for planes and pictures. They are fresh memory each time, since what the last ones took is soon given back, and on a
/// virtual machine the first touch of 200 MB can take a second by pages of 4 KB where it takes 20 ms by these. The C library has a setting for its
/// memory (<see cref="Allocator"/>); the runtime's heap has none, so the process asks for itself.
/// </summary>
public static class HugePages
{
    // MADV_HUGEPAGE (asm-generic/mman-common.h).
    private const int Advice = 14;

    private static readonly Lazy<(nint From, nint To)> Heap = new(() =>
    {
        try
        {
            return FindHeap();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A system that does not show a process its own memory: small pages then.
            return default;
        }
    });

    /// <summary>
    /// Asks for them under this process's whole heap (madvise(2)). It takes no time and is to be said again before much is taken: what the
    /// runtime gave back and takes anew is not marked any more. Where the system has none it stays as it is.
    /// </summary>
    public static void Advise()
    {
        if (OperatingSystem.IsLinux() && Heap.Value is { From: > 0 } heap)
            _ = MemoryAdvise(heap.From, (nuint)(heap.To - heap.From), Advice);
    }

    // The runtime reserves its heap as one stretch without a file behind it. Parts in use and parts in reserve are lines of their own.
    private static (nint From, nint To) FindHeap()
    {
        byte[] inside = GC.AllocateUninitializedArray<byte>(1 << 17, pinned: true);
        nint known = Marshal.UnsafeAddrOfPinnedArrayElement(inside, 0);
        (nint From, nint To) stretch = default;
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            // "7f10c0000000-7f10c0021000 rw-p 00000000 00:00 0", then a name where there is one (proc_pid_maps(5)).
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string[] ends = fields[0].Split('-');
            nint from = Address(ends[0]), to = Address(ends[1]);
            if (stretch.To == from && fields.Length == 5)
                stretch.To = to;
            else if (stretch.From <= known && known < stretch.To)
                break;
            else
                stretch = fields.Length == 5 ? (from, to) : default;
        }

        GC.KeepAlive(inside);
        return stretch.From <= known && known < stretch.To ? stretch : default;
    }

    private static nint Address(string text) => nint.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MemoryAdvise(nint address, nuint length, int advice);
}
