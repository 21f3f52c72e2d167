/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.cryosgd.testimages.MrcBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some damaged tables, always the same; {@link StarFuzz} tries as many as there is time for. */
class StarFuzzTest {
    @TempDir
    Path dir;

    @Test
    void aDamagedTableIsReadOrRefusedInWords() throws IOException {
        String sample = Files.readString(Path.of("sample-images/particles.star"));
        byte[] table = sample.substring(0, sample.indexOf("000021@")).getBytes(StandardCharsets.UTF_8);
        MrcBytes.stack(48, 20, 3).write(dir.resolve("particles.mrcs"));
        Random random = new Random(5);
        List<String> faults = new ArrayList<>();
        int opened = 0;
        for (int i = 0; i < 600; i++) {
            Path star = dir.resolve("damaged.star");
            Files.write(star, StarFuzz.damaged(table, random));
            String fault = StarFuzz.fault(star, random);
            if (fault == null) opened++;
            else if (!fault.isEmpty()) faults.add(fault);
        }
        assertEquals(List.of(), faults);
        assertTrue(opened > 10, "some damage does no harm, found " + opened);
    }
}
