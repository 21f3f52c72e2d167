/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.cryosgd.io.cryosparc.CryosparcFile;
import org.cryosgd.io.cryosparc.CryosparcOptions;

/** Any bytes as a cryoSPARC file. */
class CryosparcFuzzTest {
    @FuzzTest
    void particles(byte[] bytes) {
        Outcome.isSuccessOrALine(() -> CryosparcFile.read(Outcome.file(".cs", bytes), CryosparcOptions.NONE));
    }
}
