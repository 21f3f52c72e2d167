/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
    private static final String KIND = "CryoSGD test 3";

    @TempDir
    Path dir;

    private Path file;

    private record State(Map<String, String> texts, float[] values, float[] none, double number) {}

    @BeforeEach
    void write() throws IOException {
        file = dir.resolve("state.bin");
        StateFile.write(file, KIND, out -> {
            out.texts(Map.of("seed", "7", "long", "ü".repeat(5)));
            out.floats(new float[] {1, Float.NaN, -0f});
            out.floats(null);
            out.writeDouble(Math.PI);
        });
    }

    private static State read(Path file) throws IOException {
        return StateFile.read(file, KIND, in -> new State(in.texts(), in.floats(), in.floats(), in.readDouble()));
    }

    private static String refused(Path file) {
        String message = assertThrows(FormatException.class, () -> read(file)).getMessage();
        assertTrue(message.startsWith(file + ": "), message);
        assertFalse(message.contains("\n"), message);
        return message;
    }

    private Path with(byte[] bytes) throws IOException {
        return Files.write(dir.resolve("changed.bin"), bytes);
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        State state = read(file);
        assertEquals(Map.of("seed", "7", "long", "ü".repeat(5)), state.texts());
        assertArrayEquals(new float[] {1, Float.NaN, -0f}, state.values());
        assertNull(state.none());
        assertEquals(Math.PI, state.number());
    }

    @Test
    void arraysLongerThanTheBufferAreWhole() throws IOException {
        float[] values = new float[100_003];
        for (int i = 0; i < values.length; i++) values[i] = i;
        StateFile.write(file, KIND, out -> out.floats(values));
        assertArrayEquals(values, StateFile.<float[]>read(file, KIND, StateFile.In::floats));
    }

    @Test
    void everyFlippedBitIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            refused(with(flipped));
        }
    }

    @Test
    void everyOtherLengthIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) refused(with(Arrays.copyOf(whole, length)));
        refused(with(Arrays.copyOf(whole, whole.length + 1)));
        refused(with(Arrays.copyOf(whole, 2 * whole.length)));
    }

    @Test
    void damageIsFoundBeforeAnythingIsUsed() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Path damaged = with(bytes);
        List<String> used = new ArrayList<>();
        assertThrows(FormatException.class, () -> StateFile.read(damaged, KIND, in -> used.add("content")));
        assertEquals(List.of(), used);
        assertTrue(refused(damaged).endsWith(": the checkpoint is damaged or cut short. Start the run anew."));
    }

    @Test
    void otherFilesAreToldApart() throws IOException {
        assertTrue(refused(Path.of("sample-images/particles.star")).contains("is not a checkpoint. Choose the one"));
        assertTrue(refused(with("CryoSGD checkpoint 1\n…".getBytes())).contains("an early version of CryoSGD"));
        for (String kind : List.of("CryoSGD test 4", "CryoSGD test 2")) {
            StateFile.write(file, kind, out -> out.writeInt(1));
            assertTrue(refused(file).contains("another version of CryoSGD (it says 'CryoSGD state 2: " + kind), kind);
        }
        StateFile.write(file, "CryoSGD refinement 1", out -> out.writeInt(1));
        assertTrue(refused(file).contains("another command (it says 'CryoSGD refinement 1'"), refused(file));
        IOException folder = assertThrows(IOException.class, () -> read(dir));
        assertEquals(dir + ": is a folder. Choose a file in it.", folder.getMessage());
    }

    @Test
    void contentThatDoesNotFitIsRefused() throws IOException {
        StateFile.write(file, KIND, out -> out.writeInt(0));
        assertTrue(refused(file).contains("the checkpoint is whole, but"));
        StateFile.write(file, KIND, out -> {
            out.texts(Map.of());
            out.floats(null);
            out.floats(null);
            out.writeDouble(1);
            out.writeByte(1);
        });
        assertTrue(refused(file).contains("the checkpoint is whole, but"));
    }

    /** Its checksum is right, but it asks for 8 GB: the test runs with 1 GB. */
    @Test
    void aCountNeverAllocatesMoreThanTheFileHolds() throws IOException {
        for (int count : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -2, 1 << 30, 6}) {
            StateFile.write(file, KIND, out -> {
                out.writeInt(count);
                out.write(new byte[20]);
            });
            assertThrows(FormatException.class, () -> StateFile.read(file, KIND, StateFile.In::floats), "floats");
            assertThrows(FormatException.class, () -> StateFile.read(file, KIND, StateFile.In::texts), "texts");
            if (count == 6) continue;
            assertThrows(FormatException.class, () -> StateFile.read(file, KIND, StateFile.In::text), "text");
            assertThrows(FormatException.class, () -> StateFile.read(file, KIND, StateFile.In::count), "count");
        }
    }

    @Test
    void aStateThatCannotBeWrittenIsAWarning() throws IOException {
        byte[] before = Files.readAllBytes(file);
        List<String> warnings = new ArrayList<>();
        assertFalse(StateFile.tryWrite(
                file,
                KIND,
                out -> {
                    out.writeInt(1);
                    throw new IOException(file + ": the disk is full.");
                },
                warnings::add));
        assertEquals(
                List.of("the checkpoint is not written, the run goes on. " + file + ": the disk is full."), warnings);
        assertArrayEquals(before, Files.readAllBytes(file), "the older state stays");
        assertFalse(StateFile.tryWrite(dir, KIND, out -> out.writeInt(1), warnings::add), "a folder");
        assertTrue(StateFile.tryWrite(file, KIND, out -> out.writeInt(1), warnings::add));
        assertEquals(2, warnings.size());
    }

    @Test
    void aStateWithoutAPlaceGoesToTheFolderForTemporaryFiles(@TempDir Path dir) throws IOException {
        Path free = dir.resolve("free.bin");
        assertEquals(Optional.of(free), StateFile.rescue(free, file -> Files.writeString(file, "state")));
        Path full = dir.resolve("no such folder/rescued" + System.nanoTime() + ".bin");
        Optional<Path> place = StateFile.rescue(full, file -> Files.writeString(file, "state"));
        assertEquals(
                Path.of(System.getProperty("java.io.tmpdir")),
                place.orElseThrow().getParent());
        assertEquals("state", Files.readString(place.get()));
        Files.delete(place.get());
        assertEquals(Optional.empty(), StateFile.rescue(full, file -> {
            throw new IOException("full");
        }));
    }

    /** A setting that only one of the runs has is another setting, whichever of them it is. */
    @Test
    void settingsOfARunThatGoesOnAreTheSame() {
        Map<String, String> plain = Map.of("seed", "7");
        Map<String, String> local = Map.of("seed", "7", "local", "5 degrees");
        StateFile.requireSame(local, Map.copyOf(local));
        String start = "resume needs the settings of the run that was stopped; its ";
        assertEquals(start + "local had 5 degrees, now none", refusal(local, plain));
        assertEquals(start + "local had none, now 5 degrees", refusal(plain, local));
        assertEquals(start + "seed had 7, now 8", refusal(plain, Map.of("seed", "8")));
    }

    private static String refusal(Map<String, String> stopped, Map<String, String> now) {
        return assertThrows(IllegalArgumentException.class, () -> StateFile.requireSame(stopped, now))
                .getMessage();
    }
}
