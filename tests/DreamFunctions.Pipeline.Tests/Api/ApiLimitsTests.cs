using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Xunit;

namespace DreamFunctions.Pipeline.Tests.Api;

public sealed class ApiLimitsTests
{
    private const int Megabyte = 1 << 20;

    [Fact]
    public Task A_minute_has_so_many_requests_and_what_is_beyond_is_told_when_to_come_again() => Gen.Int[1, 6].SampleAsync(async perMinute =>
    {
        DreamApi api = OpenApiTests.Api(new() { RequestsPerMinute = perMinute });
        for (int request = 0; request < perMinute; request++)
            Assert.Equal(200, (await AskAsync(api, "GET", "/openapi.json", Stream.Null)).Status);
        ApiResponse refused = await AskAsync(api, "GET", "/openapi.json", Stream.Null);
        Assert.Equal((429, "application/problem+json"), (refused.Status, refused.ContentType));
        Assert.InRange(refused.RetryAfter!.Value, 1, (60 + perMinute - 1) / perMinute);
        Assert.Contains($"{perMinute} requests a minute", (string)JsonNode.Parse(refused.Body)!["detail"]!);
    }, iter: 10);

    [Fact]
    public async Task A_body_is_read_up_to_the_limit_and_not_a_buffer_further()
    {
        DreamApi api = OpenApiTests.Api(new() { BodyBytes = Megabyte });
        EndlessBlanks endless = new();
        ApiResponse refused = await AskAsync(api, "POST", "/estimate", endless);
        Assert.Equal((413, "application/problem+json"), (refused.Status, refused.ContentType));
        Assert.Contains("1,048,576 bytes", (string)JsonNode.Parse(refused.Body)!["detail"]!);
        Assert.InRange(endless.Taken, Megabyte, 2 * Megabyte);
    }

    [Theory]
    [InlineData(Megabyte, 200)]
    [InlineData(Megabyte + 1, 413)]
    public async Task The_limit_itself_is_allowed(int bytes, int status)
    {
        using MemoryStream body = new(Encoding.UTF8.GetBytes("""{"size": "40x30", "settings": {"layer": "block1"}}""".PadRight(bytes)));
        Assert.Equal(status, (await AskAsync(OpenApiTests.Api(new() { BodyBytes = Megabyte }), "POST", "/estimate", body)).Status);
    }

    [Fact]
    public async Task What_takes_no_body_reads_none()
    {
        EndlessBlanks endless = new();
        Assert.Equal(404, (await AskAsync(OpenApiTests.Api(), "POST", "/nowhere", endless)).Status);
        Assert.Equal(0, endless.Taken);
    }

    private static Task<ApiResponse> AskAsync(DreamApi api, string method, string path, Stream body) =>
        api.ServeAsync(null!, new(method, path, new Dictionary<string, string>(), body), TestContext.Current.CancellationToken);

    private sealed class EndlessBlanks : Stream
    {
        public long Taken { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Taken; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Array.Fill(buffer, (byte)' ', offset, count);
            Taken += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
