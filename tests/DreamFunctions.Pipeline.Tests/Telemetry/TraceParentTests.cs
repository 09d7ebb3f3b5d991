using System.Diagnostics;
using System.Text.Json;
using CsCheck;
using DreamFunctions.Dreaming;
using Xunit;

namespace DreamFunctions.Pipeline.Tests.Telemetry;

public sealed class TraceParentTests
{
    private static readonly Gen<string> TraceParents =
        from trace in Gen.Byte.Array[16]
        from span in Gen.Byte.Array[8]
        from sampled in Gen.Bool
        where trace.Any(b => b != 0) && span.Any(b => b != 0)
        select $"00-{Convert.ToHexStringLower(trace)}-{Convert.ToHexStringLower(span)}-0{(sampled ? 1 : 0)}";

    private static readonly DreamRequest Request = new("uploads", "a.png", "0x1", new());

    private static readonly TileTicket Ticket = new()
    {
        DreamId = "dream-a",
        OctaveId = "dream-a-octave-0",
        Pass = TilePass.Tile,
        Octave = 0,
        Tile = 3,
        Attempt = 0,
        Grid = TileGrid.Untiled(new(64, 48), 16, 8),
        Model = "m",
        ModelSha256 = "",
        Layer = "l",
        Iterations = 1,
        Step = 1,
        Seed = 0,
    };

    [Fact]
    public void It_goes_through_the_JSON_of_request_ticket_and_answer() => TraceParents.Sample(parent =>
    {
        Assert.Equal(parent, Through(Request with { TraceParent = parent }).TraceParent);
        Assert.Equal(parent, Through(Ticket with { TraceParent = parent }).TraceParent);
        Assert.Equal(parent, Through(TileResult.SignOfLife(Ticket) with { TraceParent = parent }).TraceParent);
        Assert.Equal(parent, TraceParent.Check(parent));
        Assert.Equal(parent[3..35], TraceParent.Read(parent).TraceId.ToHexString());
    });

    [Fact]
    public void Messages_without_it_are_what_they_were()
    {
        foreach (string json in new[] { Json(Request), Json(Ticket), Json(TileResult.SignOfLife(Ticket)) })
            Assert.DoesNotContain("trace", json, StringComparison.OrdinalIgnoreCase);
        Assert.Null(Through(Request).TraceParent);
        Assert.Null(Through(Ticket).TraceParent);
    }

    [Fact]
    public void The_same_upload_is_one_dream_whoever_traces_it() => TraceParents.Sample(parent =>
        Assert.Equal(DreamStarter.InstanceId(Request), DreamStarter.InstanceId(Request with { TraceParent = parent })));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01<script>")]
    public void What_is_malformed_is_no_parent(string? text)
    {
        Assert.Equal(default, TraceParent.Read(text));
        Assert.Null(TraceParent.Check(text));
    }

    [Fact]
    public void A_dream_begins_below_who_asked_for_it_else_a_trace_of_its_own_with_a_link()
    {
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name is DreamTraces.Name or "tests",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using ActivitySource tests = new("tests");
        using Activity around = tests.StartActivity("around")!;
        const string Asked = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        using Activity below = DreamTraces.Accept(new("dream-a", Request with { TraceParent = Asked }, default))!;
        Assert.Equal(("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"), (below.TraceId.ToHexString(), below.ParentSpanId.ToHexString()));
        Assert.Empty(below.Links);

        Activity.Current = around;
        using Activity own = DreamTraces.Accept(new("dream-a", Request, default))!;
        Assert.NotEqual(around.TraceId, own.TraceId);
        Assert.Null(own.ParentId);
        Assert.Equal(around.SpanId, Assert.Single(own.Links).Context.SpanId);
        Assert.Equal("a.png", own.GetTagItem(SpanTags.Picture));

        using Activity ticket = DreamTraces.Begin("ticket", Ticket with { TraceParent = own.Id })!;
        Assert.Equal((own.TraceId, own.SpanId, 3), (ticket.TraceId, ticket.ParentSpanId, ticket.GetTagItem(SpanTags.Tile)));
    }

    [Theory]
    [InlineData(typeof(SendTicketsActivity), "send tickets")]
    [InlineData(typeof(IntakeActivity), "intake")]
    public void An_activitys_span_has_its_name(Type activity, string name) => Assert.Equal(name, DreamTraces.NameOf(activity));

    private static string Json<T>(T message) => JsonSerializer.Serialize(message, DreamStorage.Wire);

    private static T Through<T>(T message) => JsonSerializer.Deserialize<T>(Json(message), DreamStorage.Wire)!;
}
