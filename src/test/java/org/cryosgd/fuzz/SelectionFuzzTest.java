/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.cryosgd.io.star.Selection;
import org.cryosgd.io.star.table.StarBlock;

/** Any text as a selection of particles. */
class SelectionFuzzTest {
    @FuzzTest
    void selection(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        StarBlock table = new StarBlock("particles");
        table.set("rlnDefocusU", new double[] {10_000, 12_000, 14_000}, 1);
        table.set("rlnClassNumber", new double[] {1, 2, 1}, 0);
        Outcome.isSuccessOrALine(() -> Selection.check(text));
        Outcome.isSuccessOrALine(() -> Selection.of(text, table));
    }
}
