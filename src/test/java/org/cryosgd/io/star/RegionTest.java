/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cryosgd.io.star.table.StarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegionTest {
    private static final String L = "region(rlnA,rlnB: 0 0; 3 0; 3 1; 1 1; 1 3; 0 3)";

    /** An L: its inner corner is outside. */
    @Test
    void aPolygonThatIsNotConvexHasAnInside() {
        Region region = Region.of(L);
        assertTrue(region.contains(0.5, 2.5));
        assertTrue(region.contains(2.5, 0.5));
        assertTrue(!region.contains(2, 2));
        assertTrue(!region.contains(-0.1, 1));
        assertEquals(Region.of(region.text()).text(), region.text());
    }

    @Test
    void rowsInsideAreChosen(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("t.star");
        Files.writeString(file, "data_particles\nloop_\n_rlnA\n_rlnB\n_rlnC\n0.5 2.5 1\n2 2 1\n2.5 0.5 1\n0.5 0.5 2\n");
        var table = StarFile.read(file).block("particles");
        assertArrayEquals(new int[] {0, 2, 3}, Selection.of(L, table));
        assertArrayEquals(new int[] {0, 2}, Selection.of(L + "&rlnC=1", table));
        Exception missing = assertThrows(
                org.cryosgd.io.file.FormatException.class, () -> Selection.of(L.replace("rlnB", "rlnX"), table));
        assertTrue(missing.getMessage().contains("rlnX"), missing.getMessage());
    }

    @Test
    void whatIsNoRegionIsRefused() {
        Selection.check(L);
        for (String text : List.of(
                "region(rlnA,rlnB: 0 0; 1 1)",
                "region(rlnA: 0 0; 1 1; 2 0)",
                "region(rlnA,rlnB: 0; 1 1; 2 0)",
                "region(rlnA,rlnB: 0 x; 1 1; 2 0)",
                "region(rlnA,rlnB: 0 0; 1 1; 2 0"))
            assertTrue(assertThrows(IllegalArgumentException.class, () -> Selection.check(text))
                    .getMessage()
                    .contains("at least three corners"));
    }
}
