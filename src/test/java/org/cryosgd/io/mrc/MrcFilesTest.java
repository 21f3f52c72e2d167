/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.mrc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.math.Volume;
import org.cryosgd.testimages.MrcBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MrcFilesTest {
    @TempDir
    Path dir;

    @Test
    void readsAMapInFileOrderWithTheVoxelSizeOfItsCell() throws IOException {
        Volume volume = MrcFiles.readVolume(MrcBytes.cube(6, 1.3).write(dir.resolve("a.mrc")));
        assertEquals(6, volume.size());
        assertEquals(1.3, volume.voxelSizeAngstrom());
        for (int i = 0; i < 216; i++) assertEquals(i, volume.voxels()[i]);
    }

    /** Voxel (x, y, z) is stored at the coordinates that MAPC, MAPR, MAPS name. */
    @ParameterizedTest
    @CsvSource({"1,2,3", "3,2,1", "2,3,1", "3,1,2", "0,0,0"})
    void axesInAnotherOrderAreBroughtIntoXyz(int c, int r, int s) throws IOException {
        int n = 4;
        MrcBytes made = MrcBytes.cube(n, 1);
        made.bytes().putInt(64, c).putInt(68, r).putInt(72, s);
        Volume volume = MrcFiles.readVolume(made.write(dir.resolve("a.mrc")));
        int[] xyz = new int[4];
        for (int section = 0; section < n; section++)
            for (int row = 0; row < n; row++)
                for (int column = 0; column < n; column++) {
                    xyz[c == 0 ? 1 : c] = column;
                    xyz[r == 0 ? 2 : r] = row;
                    xyz[s == 0 ? 3 : s] = section;
                    float stored = (section * n + row) * n + column;
                    assertEquals(stored, volume.voxels()[(xyz[3] * n + xyz[2]) * n + xyz[1]]);
                }
    }

    @Test
    void aMapWithoutVoxelSizeNeedsOneGiven() throws IOException {
        Path file = MrcBytes.cube(4, 0).write(dir.resolve("a.mrc"));
        String message = assertThrows(FormatException.class, () -> MrcFiles.readVolume(file))
                .getMessage();
        assertTrue(message.startsWith(file + ": the header has no voxel size. Set it"), message);
        assertEquals(2.5, MrcFiles.readVolume(file, 2.5).voxelSizeAngstrom());
        assertThrows(IllegalArgumentException.class, () -> MrcFiles.readVolume(file, 0));
    }

    @Test
    void unsuitableMapsAreRefused() throws IOException {
        Path flat = MrcBytes.stack(8, 3, 1).write(dir.resolve("flat.mrc"));
        String message = assertThrows(FormatException.class, () -> MrcFiles.readVolume(flat))
                .getMessage();
        assertTrue(message.startsWith(flat + ": the map is 8 × 8 × 3 voxels and must be a cube."), message);

        Path oblong = MrcBytes.cube(4, 1).cell(4, 4, 8).write(dir.resolve("oblong.mrc"));
        message = assertThrows(FormatException.class, () -> MrcFiles.readVolume(oblong))
                .getMessage();
        assertTrue(message.startsWith(oblong + ": voxels are not cubes"), message);

        MrcBytes made = MrcBytes.cube(4, 1);
        made.data().putFloat(4 * (1 + 4 * (2 + 4 * 3)), Float.NaN);
        Path nan = made.write(dir.resolve("nan.mrc"));
        message = assertThrows(FormatException.class, () -> MrcFiles.readVolume(nan))
                .getMessage();
        assertEquals(nan + ": voxel (1, 2, 3) is NaN. Write the map again without such values.", message);

        made = MrcBytes.cube(4, 1);
        made.bytes().putInt(68, 1);
        Path axes = made.write(dir.resolve("axes.mrc"));
        message = assertThrows(FormatException.class, () -> MrcFiles.readVolume(axes))
                .getMessage();
        assertTrue(message.startsWith(axes + ": the axes are 1, 1, 3"), message);
    }

    @Test
    void aWrittenMapHasTheBytesOfMrc2014() throws IOException {
        float[] voxels = new float[64];
        for (int i = 0; i < 64; i++) voxels[i] = 100 + i;
        Path file = dir.resolve("sub/a.mrc");
        MrcFiles.writeVolume(file, new Volume(4, 1.3, voxels), "CryoSGD 0.1");
        byte[] raw = Files.readAllBytes(file);
        ByteBuffer bytes = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(1024 + 256, raw.length);
        int[] words = {4, 4, 4, 2, 0, 0, 0, 4, 4, 4};
        for (int i = 0; i < words.length; i++) assertEquals(words[i], bytes.getInt(4 * i), "word " + (i + 1));
        float[] cell = {5.2f, 5.2f, 5.2f, 90, 90, 90};
        for (int i = 0; i < 6; i++) assertEquals(cell[i], bytes.getFloat(40 + 4 * i));
        int[] axes = {1, 2, 3};
        for (int i = 0; i < 3; i++) assertEquals(axes[i], bytes.getInt(64 + 4 * i));
        assertEquals(100, bytes.getFloat(76));
        assertEquals(163, bytes.getFloat(80));
        assertEquals(131.5f, bytes.getFloat(84));
        assertEquals(1, bytes.getInt(88), "space group");
        assertEquals(0, bytes.getInt(92), "extended header");
        assertEquals(20141, bytes.getInt(108));
        assertEquals("MAP DD\0\0", new String(raw, 208, 8, StandardCharsets.US_ASCII));
        // the variance of n consecutive integers is (n² − 1)/12
        assertEquals((float) Math.sqrt((64 * 64 - 1) / 12.0), bytes.getFloat(216));
        assertEquals(1, bytes.getInt(220));
        assertEquals("CryoSGD 0.1", new String(raw, 224, 80, StandardCharsets.US_ASCII).stripTrailing());
        for (int i = 0; i < 64; i++) assertEquals(voxels[i], bytes.getFloat(1024 + 4 * i));
    }

    @Test
    void aMapThatIsNotFiniteIsNotWritten() {
        float[] voxels = new float[64];
        voxels[1 + 4 * (2 + 4 * 3)] = Float.POSITIVE_INFINITY;
        Path file = dir.resolve("a.mrc");
        Volume volume = new Volume(4, 1, voxels);
        IOException e = assertThrows(IOException.class, () -> MrcFiles.writeVolume(file, volume, "test"));
        assertEquals(file + ": not written, voxel (1, 2, 3) of the map is Infinity.", e.getMessage());
        assertFalse(Files.exists(file));
    }

    @Test
    void aWrittenStackHasTheStatisticsOfAllItsImages() throws IOException {
        Path file = dir.resolve("a.mrcs");
        float[][] images = new float[3][300 * 300];
        double sum = 0;
        double squares = 0;
        for (int k = 0; k < 3; k++)
            for (int i = 0; i < images[k].length; i++) {
                // a large offset, where Σx² − (Σx)²/n in single precision has no digit left
                images[k][i] = 10_000 + 50 * k + i % 7;
                sum += images[k][i];
            }
        double mean = sum / 270_000;
        for (float[] image : images) for (float value : image) squares += (value - mean) * (value - mean);
        try (MrcStackWriter writer = MrcStackWriter.create(file, 300, 2.6, 3, "test")) {
            for (float[] image : images) writer.append(image);
            assertFalse(Files.exists(file), "before finish()");
            writer.finish();
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(1024 + 3 * 360_000, bytes.capacity());
        assertEquals(3, bytes.getInt(8), "nz");
        assertEquals(1, bytes.getInt(36), "mz");
        assertEquals(0, bytes.getInt(88), "space group");
        assertEquals(780f, bytes.getFloat(40));
        assertEquals(2.6f, bytes.getFloat(48));
        assertEquals(10_000, bytes.getFloat(76));
        assertEquals(10_106, bytes.getFloat(80));
        assertEquals(mean, bytes.getFloat(84), 1e-3);
        assertEquals(Math.sqrt(squares / 270_000), bytes.getFloat(216), 1e-4);
        for (int k = 0; k < 3; k++)
            for (int i = 0; i < 90_000; i += 11)
                assertEquals(images[k][i], bytes.getFloat(1024 + 4 * (90_000 * k + i)));
    }

    @Test
    void aStackThatIsNotFinishedLeavesNothing() throws IOException {
        Path file = dir.resolve("a.mrcs");
        try (MrcStackWriter writer = MrcStackWriter.create(file, 16, 1, 2, "test")) {
            writer.append(new float[256]);
            float[] bad = new float[256];
            bad[17] = Float.NaN;
            IOException e = assertThrows(IOException.class, () -> writer.append(bad));
            assertEquals(file + ": not written, pixel (1, 1) of image 2 is NaN.", e.getMessage());
        }
        try (var left = Files.list(dir)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        float[] voxels = new float[16 * 16 * 16];
        for (int i = 0; i < voxels.length; i++) voxels[i] = (float) Math.sin(i);
        Path file = dir.resolve("a.mrc");
        MrcFiles.writeVolume(file, new Volume(16, 1.0634, voxels), "0123456789".repeat(9));
        Volume read = MrcFiles.readVolume(file);
        assertArrayEquals(voxels, read.voxels());
        assertEquals(1.0634, read.voxelSizeAngstrom(), 1e-6);
        assertEquals(List.of("0123456789".repeat(8)), MrcHeader.read(file).labels());
    }
}
