using CsCheck;

namespace DreamFunctions.Dreaming.Tests;

public class StrideGridTests
{
    [Fact]
    public void The_common_grid_is_the_least_that_all_strides_divide() => Gen.Int[1, 40].Array[0, 4].Sample(strides =>
    {
        var common = StrideGrid.Common(strides);
        Assert.Equal(Enumerable.Range(1, common).First(length => strides.All(stride => length % stride == 0)), common);
    });
}
