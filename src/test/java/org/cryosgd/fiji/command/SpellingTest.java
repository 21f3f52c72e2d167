/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpellingTest {
    @Test
    void distanceCountsEdits() {
        assertEquals(0, Spelling.distance("mask", "mask"));
        assertEquals(4, Spelling.distance("", "mask"));
        assertEquals(3, Spelling.distance("kitten", "sitting"));
    }

    @Test
    void onlyACloseWordIsSuggested() {
        List<String> words = List.of("epochs", "batchSize", "radius");
        assertEquals(Optional.of("epochs"), Spelling.closest("epoch", words));
        assertEquals(Optional.of("batchSize"), Spelling.closest("batch", words));
        assertEquals(Optional.of("batchSize"), Spelling.closest("batchsize", words));
        assertEquals(Optional.empty(), Spelling.closest("volume", words));
    }
}
