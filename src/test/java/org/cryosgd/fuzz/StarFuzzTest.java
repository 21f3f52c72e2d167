/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.io.star.table.StarFile;

/** Any bytes as a STAR file of particles. */
class StarFuzzTest {
    @FuzzTest
    void table(byte[] bytes) {
        Outcome.isSuccessOrALine(() -> StarFile.read(Outcome.file(".star", bytes)));
    }

    @FuzzTest
    void particles(byte[] bytes) {
        Outcome.isSuccessOrALine(
                () -> ParticleStar.open(Outcome.file(".star", bytes), null).close());
    }
}
