using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Xunit;

namespace DreamFunctions.House.Tests;

/// <summary>Arrows between rooms point one way; see HouseRules for which.</summary>
public class ArrowTests
{
    public static TheoryData<string> Rooms => [.. Room.Names];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void The_room_references_only_what_its_arrows_allow(string room) => Assert.Empty(HouseRules.Broken(Room.Read(room)));

    [Fact]
    public void Every_room_of_the_table_exists() =>
        Assert.Equal(HouseRules.Arrows.Keys.Order(StringComparer.Ordinal), Room.Names);

    [Fact]
    public void Arrows_form_no_circle()
    {
        foreach (var room in HouseRules.Arrows.Keys) Assert.DoesNotContain(room, Reachable(room));

        static IEnumerable<string> Reachable(string room) =>
            HouseRules.Arrows[room].SelectMany(next => Reachable(next).Prepend(next));
    }

    [Theory]
    [InlineData("Dreaming", "Pipeline")]
    [InlineData("Pipeline", "Inference")]
    [InlineData("App", "Inference")]
    [InlineData("TileWorker", "Autodiff")]
    [InlineData("Local", "TileWorker")]
    public void A_made_up_assembly_with_a_wrong_arrow_is_found(string room, string other)
    {
        var types = Room.TypesUsedBy(AssemblyThatReferences("DreamFunctions." + other, "System.Runtime"));
        var found = HouseRules.Broken(new(room, [], types, [], []));
        Assert.Equal([other], types);
        Assert.Contains($"{room} uses types of {other}", Assert.Single(found), StringComparison.Ordinal);
    }

    [Fact]
    public void A_made_up_project_with_a_wrong_arrow_is_found() =>
        Assert.Single(HouseRules.Broken(new("Nets", ["Dreaming"], [], [], [])));

    [Fact]
    public void A_program_may_lie_beside_the_command() =>
        Assert.Empty(HouseRules.Broken(new("Local", ["TileWorker"], [], [], [])));

    [Theory]
    [InlineData("Dreaming", "CsCheck")]
    [InlineData("Nets", "OnnxSharp")]
    [InlineData("Autodiff", "Microsoft.ML.OnnxRuntime")]
    public void A_package_that_a_small_room_must_do_without_is_found(string room, string package) =>
        Assert.Single(HouseRules.Broken(new(room, [], [], [package], [])));

    [Theory]
    [InlineData("Pipeline", "Microsoft.ML.OnnxRuntime.Managed")]
    [InlineData("Pipeline", "Microsoft.Azure.Functions.Worker")]
    [InlineData("App", "Microsoft.ML.OnnxRuntime.Gpu.Linux")]
    public void A_package_that_comes_along_unseen_is_found(string room, string package) =>
        Assert.Single(HouseRules.Broken(new(room, [], [], [], [package])));

    [Fact]
    public void A_room_without_arrows_is_found() => Assert.Single(HouseRules.Broken(new("Attic", [], [], [], [])));

    /// <summary>The smallest assembly there is, with these names in its reference table.</summary>
    private static byte[] AssemblyThatReferences(params string[] names)
    {
        var metadata = new MetadataBuilder();
        var version = new Version(1, 0, 0, 0);
        metadata.AddModule(0, metadata.GetOrAddString("made-up.dll"), metadata.GetOrAddGuid(Guid.Empty), default, default);
        metadata.AddAssembly(metadata.GetOrAddString("made-up"), version, default, default, 0, AssemblyHashAlgorithm.None);
        metadata.AddTypeDefinition(
            0,
            default,
            metadata.GetOrAddString("<Module>"),
            default,
            MetadataTokens.FieldDefinitionHandle(1),
            MetadataTokens.MethodDefinitionHandle(1));
        foreach (var name in names)
            metadata.AddAssemblyReference(metadata.GetOrAddString(name), version, default, default, 0, default);

        var image = new BlobBuilder();
        var root = new MetadataRootBuilder(metadata);
        new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), root, new BlobBuilder()).Serialize(image);
        return image.ToArray();
    }
}
