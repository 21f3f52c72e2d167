/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.mrc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.testimages.MrcBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MRC files that are not what they should be. */
class MrcDamageTest {
    @TempDir
    Path dir;

    private static String refused(Path file) {
        String message =
                assertThrows(FormatException.class, () -> MrcStack.open(file)).getMessage();
        assertThrows(FormatException.class, () -> MrcFiles.readVolume(file));
        return message;
    }

    /** The products leave 32 or 64 bits; some come back to a small positive number. */
    @ParameterizedTest
    @CsvSource({
        "8388608, 8388608, 65536, 2",
        "8388608, 8388608, 2147483647, 2",
        "16777215, 16777215, 2147483647, 2",
        "65536, 65536, 1, 0",
        "46341, 46341, 1, 2",
        "16777215, 1, 2147483647, 1",
        "8388608, 8388608, 131072, 12"
    })
    void sizesThatOverflowAreRefusedWithTheSizes(int nx, int ny, int nz, int mode) throws IOException {
        Path file = new MrcBytes(nx, ny, nz, mode, ByteOrder.LITTLE_ENDIAN, 0, 2048).write(dir.resolve("a.mrcs"));
        String message = refused(file);
        assertTrue(message.contains(nz + " images of " + nx + " × " + ny), message);
        assertTrue(message.contains("the file holds "), message);
    }

    @Test
    void aLongExtendedHeaderIsRefused() throws IOException {
        MrcBytes made = MrcBytes.stack(16, 2, 1.5);
        made.bytes().putInt(92, Integer.MAX_VALUE);
        assertTrue(refused(made.write(dir.resolve("a.mrcs"))).contains("the file holds 0"));
        made.bytes().putInt(92, Integer.MIN_VALUE);
        assertTrue(refused(made.write(dir.resolve("a.mrcs"))).contains("negative length"));
    }

    /** Programs before MRC2014 wrote bytes from 0 to 255, and their header's statistics say so. */
    @ParameterizedTest
    @CsvSource({
        "0, 255, true",
        "12, 200, true",
        "0, 128, true",
        "0, 127, false",
        "-128, 127, false",
        "0, -1, false",
        "-3, 200, false",
        "0, 256, false",
        "NaN, 200, false",
        "0, NaN, false"
    })
    void bytesWithAMaximumAbove127HaveNoSign(float min, float max, boolean unsigned) throws IOException {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            MrcBytes made = new MrcBytes(2, 2, 1, 0, order, 0, 4);
            made.data().put(new byte[] {0, 100, (byte) 200, (byte) 255});
            made.bytes().putFloat(76, min).putFloat(80, max);
            float[] pixels = new float[4];
            try (MrcStack stack = MrcStack.open(made.write(dir.resolve("a.mrc")))) {
                stack.read(0, pixels);
            }
            assertArrayEquals(
                    unsigned ? new float[] {0, 100, 200, 255} : new float[] {0, 100, -56, -1}, pixels, order + "");
        }
    }

    /** IMOD's flag decides, whatever the statistics are. */
    @Test
    void imodsSignedBytesStaySigned() throws IOException {
        MrcBytes made = new MrcBytes(2, 2, 1, 0, ByteOrder.LITTLE_ENDIAN, 0, 4);
        made.bytes().putInt(152, 1146047817).putInt(156, 1).putFloat(76, 0).putFloat(80, 255);
        assertEquals(
                MrcMode.INT8, MrcHeader.read(made.write(dir.resolve("a.mrc"))).mode());
    }

    /** gzip without a file name or a time leaves bytes that pass for dimensions. */
    @Test
    void compressedFilesAreRefusedAsSuch() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(MrcBytes.cube(16, 1.5).bytes().array());
        }
        Path file = Files.write(dir.resolve("a.mrc.gz"), packed.toByteArray());
        assertTrue(refused(file).contains("gunzip"));
        for (String start : new String[] {"BZh9", "PK\003\004", "\u00fd7zXZ", "(\u00b5/\u00fd"})
            assertTrue(refused(Files.write(file, start.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)))
                    .contains("is compressed"));
    }

    @Test
    void pipesAndDevicesAreRefusedAtOnce() throws Exception {
        Path pipe = dir.resolve("pipe.mrc");
        try {
            assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "no mkfifo");
        } catch (IOException e) {
            assumeTrue(false, "no mkfifo");
        }
        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertTrue(notRead(pipe).contains("a pipe or a device")));
        Path zero = Path.of("/dev/zero");
        if (Files.exists(zero)) assertTrue(notRead(zero).contains("a pipe or a device"));
    }

    private static String notRead(Path file) {
        assertThrows(IOException.class, () -> MrcHeader.read(file));
        return assertThrows(IOException.class, () -> MrcStack.open(file)).getMessage();
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void voxelsThatAreNoNumbersAreRefusedWithTheirPlace(float value) throws IOException {
        MrcBytes made = MrcBytes.cube(4, 1.5);
        made.data().putFloat(4 * (3 + 4 * (2 + 4 * 1)), value);
        Path file = made.write(dir.resolve("a.mrc"));
        String message = assertThrows(FormatException.class, () -> MrcFiles.readVolume(file))
                .getMessage();
        assertTrue(message.contains("voxel (3, 2, 1) is " + value), message);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, -6, 0, 3e38f})
    void aCellThatIsNoneIsNoPixelSize(float cell) throws IOException {
        Path file = MrcBytes.cube(4, 1.5).cell(cell, cell, cell).write(dir.resolve("a.mrc"));
        assertEquals(0, MrcHeader.read(file).pixelSizeAngstrom());
        assertThrows(FormatException.class, () -> MrcFiles.readVolume(file));
    }
}
