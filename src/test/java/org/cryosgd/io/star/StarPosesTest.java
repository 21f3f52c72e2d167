/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StarPosesTest {
    private static final Path SAMPLE = Path.of("sample-images/particles.star");

    @Test
    void anglesInRadiansAreToldAndTheAdviceHelps(@TempDir Path dir) throws IOException {
        assertEquals(List.of(), words(SAMPLE));
        Path radians = times(SAMPLE, Math.PI / 180, dir.resolve("radians.star"));
        List<String> words = words(radians);
        assertEquals(1, words.size());
        // the sample has turns of nearly 180°
        assertTrue(
                words.get(0).startsWith("no angle of _rlnAngleRot, _rlnAngleTilt and _rlnAnglePsi is larger than 3.1"));
        assertEquals(List.of(), words(times(radians, 57.29578, dir.resolve("degrees.star"))));
    }

    private static List<String> words(Path star) throws IOException {
        try (ParticleFile file = ParticleStar.open(star, SAMPLE.getParent())) {
            return file.notes().stream().filter(n -> n.contains("radians")).toList();
        }
    }

    private static Path times(Path star, double factor, Path target) throws IOException {
        try (ParticleFile file = ParticleStar.open(star, SAMPLE.getParent())) {
            for (String column : List.of("rlnAngleRot", "rlnAngleTilt", "rlnAnglePsi"))
                file.table()
                        .set(
                                column,
                                Arrays.stream(file.table().numbers(column))
                                        .map(angle -> angle * factor)
                                        .toArray(),
                                6);
            file.star().write(target);
        }
        return target;
    }
}
