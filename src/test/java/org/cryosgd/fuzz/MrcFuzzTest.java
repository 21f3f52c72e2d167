/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.mrc.MrcStack;

/** Any bytes as an MRC map and as a stack. */
class MrcFuzzTest {
    @FuzzTest
    void map(byte[] bytes) {
        Outcome.isSuccessOrALine(() -> MrcFiles.readVolume(Outcome.file(".mrc", bytes)));
    }

    @FuzzTest
    void stack(byte[] bytes) {
        Outcome.isSuccessOrALine(() -> {
            try (MrcStack stack = MrcStack.open(Outcome.file(".mrcs", bytes))) {
                int pixels = stack.header().nx() * stack.header().ny();
                for (int i = 0; i < Math.min(3, stack.count()); i++) stack.read(i, new float[pixels]);
            }
        });
    }
}
