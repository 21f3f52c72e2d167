/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputsTest {
    @TempDir
    Path dir;

    private String refused(List<Path> outputs, List<Path> inputs) {
        return assertThrows(OutputException.class, () -> Outputs.check(outputs, inputs, 0))
                .getMessage();
    }

    @Test
    void anOutputThatIsAnInputIsRefusedUnderAnyName() throws IOException {
        Path input = Files.writeString(dir.resolve("in.mrc"), "map");
        Path link = Files.createSymbolicLink(dir.resolve("link.mrc"), input);
        Path detour = dir.resolve("sub/../in.mrc");
        Files.createDirectory(dir.resolve("sub"));
        Path fresh = dir.resolve("new.mrc");
        for (Path name : List.of(input, link, detour)) {
            assertTrue(refused(List.of(fresh, name), List.of(input)).startsWith(name + ": is read by this command"));
            assertTrue(refused(List.of(input), List.of(name)).contains("would be replaced"));
        }
        assertEquals("map", Files.readString(input));
        Outputs.check(List.of(fresh), List.of(input, dir.resolve("gone.mrc")), 0);
        assertFalse(Files.exists(fresh));
    }

    @Test
    void twoOutputsOfOneNameAreRefused() {
        Path name = dir.resolve("m.csv");
        assertTrue(refused(List.of(name, dir.resolve("./m.csv")), List.of()).contains("two outputs"));
    }
}
