/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.mrc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.testimages.MrcBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MrcStackTest {
    @TempDir
    Path dir;

    /** Two images of 2 × 2 in every mode, both byte orders, with and without an extended header. */
    @ParameterizedTest
    @CsvSource({
        "0,little,0",
        "0,big,160",
        "1,little,160",
        "1,big,0",
        "2,little,0",
        "2,big,160",
        "6,little,160",
        "6,big,0",
        "12,little,0",
        "12,big,160",
        "2,little,160",
        "2,big,0"
    })
    void readsEveryModeInBothByteOrders(int mode, String endian, int extended) throws IOException {
        ByteOrder order = endian.equals("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        int width = mode == 0 ? 1 : mode == 2 ? 4 : 2;
        MrcBytes made = new MrcBytes(2, 2, 2, mode, order, extended, 8 * width);
        float[] expected =
                switch (mode) {
                    case 0 -> new float[] {0, 1, -1, 127, -128, 5, -6, 7};
                    case 1 -> new float[] {0, 1, -1, 32767, -32768, 258, -6, 7};
                    case 6 -> new float[] {0, 1, 65535, 32768, 258, 5, 6, 7};
                    case 12 -> new float[] {0, 1, -2, 65504, 0x1p-24f, 0.333251953125f, -0x1p-14f, 7};
                    default -> new float[] {0, 1.5f, -1e30f, 1e-30f, (float) Math.PI, 5, 6, 7};
                };
        short[] halves = {0, 0x3c00, (short) 0xc000, 0x7bff, 0x0001, 0x3555, (short) 0x8400, 0x4700};
        ByteBuffer data = made.data();
        for (int i = 0; i < 8; i++) {
            switch (mode) {
                case 0 -> data.put((byte) expected[i]);
                case 2 -> data.putFloat(expected[i]);
                case 12 -> data.putShort(halves[i]);
                default -> data.putShort((short) (int) expected[i]);
            }
        }
        try (MrcStack stack = MrcStack.open(made.write(dir.resolve("a.mrcs")))) {
            assertEquals(2, stack.count());
            assertEquals(2, stack.box());
            float[] pixels = new float[4];
            for (int image = 1; image >= 0; image--) {
                stack.read(image, pixels);
                assertArrayEquals(Arrays.copyOfRange(expected, 4 * image, 4 * image + 4), pixels);
            }
        }
    }

    @Test
    void halfFloatsFollowTheirDefinition() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            int exponent = bits >> 10 & 31;
            int fraction = bits & 1023;
            double size = exponent == 0 ? fraction * Math.pow(2, -24) : (1024 + fraction) * Math.pow(2, exponent - 25);
            if (exponent == 31) size = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            float expected = (float) (bits >= 1 << 15 ? -size : size);
            assertEquals(expected, MrcMode.halfToFloat((short) bits), "bits " + Integer.toHexString(bits));
        }
    }

    /** Without a stamp the order is found by whether dimensions and mode make sense; RELION leaves it empty. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "wrong"})
    void byteOrderIsFoundWithoutAGoodStamp(String stamp) throws IOException {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            MrcBytes made = new MrcBytes(2, 2, 1, 2, order, 0, 16);
            int wrong = order == ByteOrder.BIG_ENDIAN ? 0x44 : 0x11;
            made.bytes().putInt(208, 0).putInt(212, stamp.equals("none") ? 0 : wrong * 0x01010101);
            made.data().putFloat(4, 3.5f);
            try (MrcStack stack = MrcStack.open(made.write(dir.resolve("a.mrcs")))) {
                float[] pixels = new float[4];
                stack.read(0, pixels);
                assertEquals(3.5f, pixels[1]);
                assertEquals(order, stack.header().order());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0,200", "1,-56"})
    void bytesOfImodAreUnsignedUnlessItsFlagSaysSigned(int flag, float expected) throws IOException {
        MrcBytes made = new MrcBytes(2, 2, 1, 0, ByteOrder.LITTLE_ENDIAN, 0, 4);
        made.bytes().putInt(152, 1146047817).putInt(156, flag);
        made.data().put(0, (byte) 200);
        try (MrcStack stack = MrcStack.open(made.write(dir.resolve("a.mrcs")))) {
            float[] pixels = new float[4];
            stack.read(0, pixels);
            assertEquals(expected, pixels[0]);
        }
    }

    /** A sparse file of 2.2 GB; its last image begins beyond 2³¹ bytes. */
    @Test
    void readsTheLastImageOfAStackBeyondTwoGibibytes() throws IOException {
        int box = 512;
        int count = 2100;
        Path file = new MrcBytes(box, box, count, 2, ByteOrder.LITTLE_ENDIAN, 0, 0).write(dir.resolve("big.mrcs"));
        long last = 1024 + (count - 1) * 4L * box * box;
        assertTrue(last > 1L << 31);
        ByteBuffer image = ByteBuffer.allocate(4 * box * box).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < box * box; i++) image.putFloat(4 * i, i);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(image, last);
        }
        try (MrcStack stack = MrcStack.open(file)) {
            float[] pixels = new float[box * box];
            stack.read(count - 1, pixels);
            for (int i = 0; i < pixels.length; i++) assertEquals(i, pixels[i]);
            new MrcBytes(box, box, count + 1, 2, ByteOrder.LITTLE_ENDIAN, 0, 0).write(dir.resolve("longer.mrcs"));
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(Files.readAllBytes(dir.resolve("longer.mrcs"))), 0);
            }
            String message = assertThrows(FormatException.class, () -> MrcStack.open(file))
                    .getMessage();
            assertTrue(message.contains("promises 2101 images") && message.contains("holds 2100:"), message);
        } finally {
            Files.delete(file);
        }
    }

    /** 300 × 300 floats need more than one chunk of 256 KiB. */
    @Test
    void manyThreadsReadTheRightImages() throws Exception {
        int box = 300;
        Path file = MrcBytes.stack(box, 12, 1.5).write(dir.resolve("a.mrcs"));
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (MrcStack stack = MrcStack.open(file)) {
            List<Future<?>> tasks = new ArrayList<>();
            for (int task = 0; task < 48; task++) {
                int image = task % 12;
                tasks.add(pool.submit(() -> {
                    float[] pixels = new float[box * box];
                    stack.read(image, pixels);
                    for (int i = 0; i < pixels.length; i++) assertEquals(1000f * image + i, pixels[i]);
                    return null;
                }));
            }
            for (Future<?> task : tasks) task.get();
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void interruptingOneReaderLeavesTheStackUsable() throws Exception {
        Path file = MrcBytes.stack(16, 2, 1.5).write(dir.resolve("a.mrcs"));
        try (MrcStack stack = MrcStack.open(file)) {
            float[] pixels = new float[256];
            Thread.currentThread().interrupt();
            assertThrows(IOException.class, () -> stack.read(0, pixels));
            assertTrue(Thread.interrupted());
            stack.read(1, pixels);
            assertEquals(1255, pixels[255]);
        }
    }

    @Test
    void readingAllocatesNothingPerImage() throws IOException {
        Path file = MrcBytes.stack(64, 4, 1.5).write(dir.resolve("a.mrcs"));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (MrcStack stack = MrcStack.open(file)) {
            float[] pixels = new float[64 * 64];
            for (int i = 0; i < 20_000; i++) stack.read(i % 4, pixels);
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int i = 0; i < 1000; i++) stack.read(i % 4, pixels);
            long perImage =
                    (threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before) / 1000;
            // an image has 16384 bytes; the JDK's own positional read may make a small object
            assertTrue(perImage < 200, perImage + " bytes per image");
        }
    }

    @Test
    void aTruncatedFileSaysHowManyImagesItHolds() throws IOException {
        Path file = dir.resolve("a.mrcs");
        MrcBytes.stack(16, 5, 1.5).write(file, 1024 + 3 * 1024 + 1023);
        FormatException e = assertThrows(FormatException.class, () -> MrcStack.open(file));
        assertEquals(
                file + ": the header promises 5 images of 16 × 16 (mode 2), the file holds 3: it is cut short. "
                        + "Copy or write it again.",
                e.getMessage());
    }

    @Test
    void aFileThatIsCutAfterOpeningNamesTheImage() throws IOException {
        Path file = MrcBytes.stack(16, 5, 1.5).write(dir.resolve("a.mrcs"));
        try (MrcStack stack = MrcStack.open(file);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(1024 + 3 * 1024 + 100);
            stack.read(2, new float[256]);
            FormatException e = assertThrows(FormatException.class, () -> stack.read(3, new float[256]));
            assertTrue(e.getMessage().startsWith(file + ": image 4 of 5 cannot be read"), e.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "3,'MRC mode 3, complex numbers'",
        "4,'MRC mode 4, complex numbers'",
        "101,'MRC mode 101, 4-bit integers'",
        "16,'MRC mode 16 is not read'"
    })
    void otherModesAreRefusedByNumber(int mode, String words) throws IOException {
        Path file = new MrcBytes(16, 16, 1, mode, ByteOrder.LITTLE_ENDIAN, 0, 4096).write(dir.resolve("a.mrcs"));
        FormatException e = assertThrows(FormatException.class, () -> MrcStack.open(file));
        assertTrue(e.getMessage().startsWith(file + ": " + words), e.getMessage());
    }

    @Test
    void imagesThatAreNotSquareAreRefused() throws IOException {
        Path file = new MrcBytes(20, 15, 1, 2, ByteOrder.LITTLE_ENDIAN, 0, 1200).write(dir.resolve("a.mrcs"));
        String message =
                assertThrows(FormatException.class, () -> MrcStack.open(file)).getMessage();
        assertTrue(message.startsWith(file + ": images are 20 × 15 pixels and must be square."), message);
        assertTrue(message.endsWith("--new_box 20."), message);
    }

    @Test
    void whatIsNoMrcFileIsRefused() throws IOException {
        Path text = Files.writeString(dir.resolve("a.txt"), "data_particles loop_ ".repeat(100));
        String message =
                assertThrows(FormatException.class, () -> MrcStack.open(text)).getMessage();
        assertTrue(message.startsWith(text + ": not an MRC file, its first numbers"), message);
        Path shortFile = Files.writeString(dir.resolve("b.txt"), "MAP");
        message = assertThrows(FormatException.class, () -> MrcStack.open(shortFile))
                .getMessage();
        assertTrue(message.contains("has only 3 bytes"), message);
        byte[] gzip = new byte[2000];
        Arrays.fill(gzip, (byte) 0xa5);
        gzip[0] = 0x1f;
        gzip[1] = (byte) 0x8b;
        Path packed = Files.write(dir.resolve("c.map.gz"), gzip);
        message =
                assertThrows(FormatException.class, () -> MrcStack.open(packed)).getMessage();
        assertEquals(packed + ": is compressed. Unpack it first, for example with gunzip.", message);
        Path none = dir.resolve("none.mrc");
        message = assertThrows(IOException.class, () -> MrcStack.open(none)).getMessage();
        assertEquals(none + ": no such file. Check the path.", message);
        message = assertThrows(IOException.class, () -> MrcStack.open(dir)).getMessage();
        assertEquals(dir + ": is a folder. Choose a file in it.", message);
    }

    @Test
    void anImageThatIsNotThereOrAClosedStackIsAnError() throws IOException {
        Path file = MrcBytes.stack(16, 2, 1.5).write(dir.resolve("a.mrcs"));
        MrcStack stack = MrcStack.open(file);
        assertThrows(IndexOutOfBoundsException.class, () -> stack.read(2, new float[256]));
        assertThrows(IndexOutOfBoundsException.class, () -> stack.read(-1, new float[256]));
        stack.close();
        assertThrows(IOException.class, () -> stack.read(0, new float[256]));
    }
}
