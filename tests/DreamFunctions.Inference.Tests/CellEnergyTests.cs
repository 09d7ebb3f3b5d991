using CsCheck;
using DreamFunctions.Autodiff;
using DreamFunctions.Dreaming;

namespace DreamFunctions.Inference.Tests;

public class CellEnergyTests
{
    [Fact]
    public void A_cell_counts_where_its_top_left_pixel_lies() =>
        Gen.Select(Gen.Int[-9, 40], Gen.Int[-9, 40], Gen.Int[0, 40], Gen.Int[0, 40], Gen.OneOf(1, 2, 5, 8))
            .Sample((x, y, width, height, stride) =>
            {
                const int rows = 4;
                const int columns = 5;
                float[] cells = [.. Enumerable.Range(1, 2 * rows * columns)];
                var region = new Region(x, y, width, height);
                var expected = 0.0;
                for (var i = 0; i < cells.Length; i++)
                {
                    var (row, column) = (i / columns % rows, i % columns);
                    expected += region.Contains(column * stride, row * stride) ? cells[i] * cells[i] / 2.0 : 0;
                }

                Assert.Equal(expected, CellEnergy.Of(EnergyTerm.Activity("y"), cells, [1, 2, rows, columns], stride, region));
            });
}
