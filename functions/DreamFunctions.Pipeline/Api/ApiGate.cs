using System.Runtime.InteropServices;
using System.Threading.RateLimiting;

namespace DreamFunctions.Pipeline;

/// <summary>Holds requests to the API's limits: one bucket of tokens for all of a process, and a count of each body's bytes.</summary>
/// <param name="limits">The limits.</param>
public sealed class ApiGate(ApiLimits limits) : IDisposable
{
    // Filled up as requests come: a timer would wake an idle process for nothing.
    private readonly TokenBucketRateLimiter bucket = new(new()
    {
        TokenLimit = limits.RequestsPerMinute,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1) / limits.RequestsPerMinute,
        AutoReplenishment = false,
    });

    /// <summary>Lets one request in.</summary>
    /// <exception cref="ApiException">429: there have been too many; it says when the next may come.</exception>
    public void Enter()
    {
        bucket.TryReplenish();
        using RateLimitLease lease = bucket.AttemptAcquire();
        if (lease.IsAcquired)
            return;
        lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait);
        int seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        throw new ApiException(429, "Too many requests",
            $"This API takes {limits.RequestsPerMinute} requests a minute ({ApiLimits.RateSetting}). Try again in {seconds} s, and slower.")
        {
            RetryAfter = TimeSpan.FromSeconds(seconds),
        };
    }

    /// <summary>Reads the body of a request, as UTF-8.</summary>
    /// <exception cref="ApiException">413: it is larger than allowed; no more than that is held. 400: it breaks off.</exception>
    public async Task<string> ReadAsync(Stream body, CancellationToken cancel)
    {
        using MemoryStream read = new();
        byte[] buffer = new byte[1 << 16];
        try
        {
            for (int count; (count = await body.ReadAsync(buffer, cancel)) > 0;)
            {
                if (read.Length + count > limits.BodyBytes)
                    throw new ApiException(413, "The request is too large",
                        $"A body has at most {limits.BodyBytes:N0} bytes ({ApiLimits.BodySetting}). Give fewer names, or a prefix instead of them.");
                read.Write(buffer, 0, count);
            }
        }
        catch (Exception broken) when (broken is IOException or ExternalException)
        {
            throw ApiException.Bad($"The body breaks off: {broken.Message}");
        }

        read.Position = 0;
        using StreamReader text = new(read);
        return await text.ReadToEndAsync(cancel);
    }

    /// <inheritdoc/>
    public void Dispose() => bucket.Dispose();
}
