namespace DreamFunctions.Pipeline;

/// <summary>How a process that is started takes memory of the GNU C library, which is the net's and ImageSharp's.</summary>
public static class Allocator
{
    /// <summary>The environment variable; read when a process starts.</summary>
    public const string Variable = "GLIBC_TUNABLES";

    /// <summary>
    /// Its value. Pages of 2 MB (<see cref="HugePages"/>): a gradient takes a gigabyte anew for every size of window. One arena: each thread that
    /// makes a session would get one of its own, and what is freed there serves no other; after 600 windows of many sizes on 12 threads a process
    /// held 760 MB, and 260 to 480 with one arena, in the same time.
    /// </summary>
    public const string Settings = "glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1";
}
