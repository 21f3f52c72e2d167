/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cryosgd.io.ParticleFiles;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.star.table.StarBlock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {
    @TempDir
    Path folder;

    private static StarBlock table() {
        StarBlock table = new StarBlock("particles");
        table.set("rlnDefocusU", new double[] {10, 20, 30, 40, 50}, 1);
        table.set("rlnMicrographName", new String[] {"a", "b", "a", "b", "a"});
        return table;
    }

    @Test
    void rangesConditionsAndTables() throws IOException {
        assertArrayEquals(new int[] {0, 1, 2, 3, 4}, Selection.of("", table()));
        assertArrayEquals(new int[] {1, 2, 4}, Selection.of("2-3,5", table()));
        assertArrayEquals(new int[] {2, 0, 1}, Selection.of("3,1-3,1", table()), "each once");
        assertArrayEquals(new int[] {1, 2}, Selection.of("rlnDefocusU>=20&_rlnDefocusU<40", table()));
        assertArrayEquals(new int[] {1, 3}, Selection.of("rlnMicrographName=b", table()));
        assertArrayEquals(new int[] {0, 2, 4}, Selection.of("rlnMicrographName!=b", table()));
        Path csv = folder.resolve("t.csv");
        Files.writeString(csv, " ,particle,rlnDefocusU\n1,4,40\n2,1,10\n");
        assertArrayEquals(new int[] {3, 0}, Selection.of(csv.toString(), table()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0-2", "2-9", "rlnDefocusU<5", "rlnDefocusU", "rlnMicrographName<b"})
    void whatIsWrongIsSaid(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Selection.of(text, table()))
                .getMessage();
        assertTrue(message.startsWith("select"), message);
    }

    @Test
    void anUnknownColumnIsNamed() {
        assertThrows(FormatException.class, () -> Selection.of("rlnDefocus<5", table()));
    }

    @Test
    void aSubsetFindsItsImagesFromAnotherFolder() throws IOException {
        Path subset = folder.resolve("deep/subset.star");
        try (ParticleFile all = ParticleFiles.open(Path.of("sample-images/particles.star"), null, null, null)) {
            all.writeSubset(subset, new int[] {7, 3});
            try (ParticleFile some = ParticleFiles.open(subset, null, null, null)) {
                assertEquals(2, some.particles().size());
                assertEquals(
                        all.particles().particles().get(3).pose(),
                        some.particles().particles().get(1).pose());
                float[] expected = new float[48 * 48];
                float[] found = new float[48 * 48];
                all.particles().images().read(7, expected);
                some.particles().images().read(0, found);
                assertArrayEquals(expected, found);
            }
        }
    }
}
