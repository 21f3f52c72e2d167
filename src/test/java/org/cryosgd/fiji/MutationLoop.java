/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.cryosgd.io.ParticleFiles;
import org.cryosgd.io.cryosparc.CryosparcFile;
import org.cryosgd.io.cryosparc.CryosparcOptions;
import org.cryosgd.io.cryosparc.CsFiles;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.mrc.MrcHeader;
import org.cryosgd.io.mrc.MrcStack;
import org.cryosgd.io.star.ParticleFile;

/**
 * Damages MRC, .cs and NumPy files at random and gives them to the readers and to fsc, mask, postprocess and import.
 * Right is a result, or an error of ours in one line: everything else is a fault. The same seed damages in the same way.
 *
 * <p>{@code mvn test-compile exec:java -Dexec.classpathScope=test -Dexec.mainClass=org.cryosgd.fiji.MutationLoop
 * -Dexec.args="SECONDS SEED FOLDER"}; damaged files that are faults stay in the folder.
 */
public final class MutationLoop {
    private static final int[] EXTREMES = {
        0,
        1,
        2,
        3,
        -1,
        -2,
        4,
        15,
        16,
        17,
        31,
        33,
        101,
        255,
        256,
        1024,
        32767,
        32768,
        65535,
        65536,
        46341,
        1 << 20,
        1 << 23,
        1 << 24,
        1 << 30,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        0x7fc00000,
        0x7f800000,
        0xff800000,
        0x7f7fffff,
        0x00000001,
        0x42fe0000,
        0x437f0000
    };

    private static final String[] TOKENS = {
        "'",
        "\"",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "\\",
        "\0",
        "\n",
        "-",
        "99999999999999999999",
        "2147483647",
        "4294967296",
        "'O'",
        "'|O'",
        "'<f2'",
        "'>f4'",
        "'U9'",
        "'<U999999999'",
        "'S0'",
        "'V8'",
        "'<M8[ns]'",
        "'<c16'",
        "True",
        "None",
        "((((((((((((((((((((",
        "(2,2)",
        "(0,)",
        "(65536, 65536)",
        "L",
        "'descr'",
        "'shape'",
        "\u00e9",
        "<u8",
        "<f8",
        "<i4"
    };

    /** A file, and what is done with it. */
    private record Target(String name, byte[] whole, int header, Action[] readers, String[][] commands) {}

    @FunctionalInterface
    private interface Action {
        void on(Path file) throws IOException;
    }

    private final Path folder;
    private final List<Target> targets = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private long inputs;
    private long accepted;

    MutationLoop(Path folder) throws IOException {
        this.folder = folder;
        Path map = folder.resolve("map.mrc");
        Files.write(map, map(12, 1));
        Path other = folder.resolve("other.mrc");
        Files.write(other, map(12, 2));
        Path mask = folder.resolve("mask12.mrc");
        Files.write(mask, mask(12));
        Path stack = folder.resolve("stack.mrcs");
        Files.write(stack, stack());
        String out = folder.resolve("out").toString();
        Action[] mrc = {MrcFiles::readVolume, MrcHeader::read, MutationLoop::readStack};
        String[][] maps = {
            {"fsc", "volume1=FILE", "volume2=" + other, "output=" + out + ".csv"},
            {"fsc", "volume1=" + other, "volume2=FILE", "mask=" + mask},
            {"mask", "volume=FILE", "mask=" + out + ".mrc"},
            {"mask", "volume=FILE", "lowpass=0", "mask=" + out + ".mrc"},
            {"postprocess", "volume1=FILE", "volume2=" + other, "bfactor=-10", "output=" + out + ".mrc"},
            {"import", "particles=FILE"}
        };
        for (int mode : new int[] {0, 1, 2, 6, 12})
            targets.add(new Target("map" + mode + ".mrc", inMode(map(12, 1), mode), 1024, mrc, maps));
        targets.add(new Target("small.mrc", map(2, 1), 1024, mrc, maps));
        targets.add(new Target("odd.mrc", map(5, 1), 1024, mrc, maps));
        targets.add(new Target("mask.mrc", mask(12), 1024, mrc, new String[][] {
            {"fsc", "volume1=" + map, "volume2=" + other, "mask=FILE"},
            {"postprocess", "volume1=" + map, "volume2=" + other, "mask=FILE", "bfactor=0", "output=" + out + ".mrc"}
        }));
        targets.add(new Target("stack.mrcs", stack(), 1024, mrc, new String[][] {{"import", "particles=FILE"}}));
        Action[] cs = {
            file -> CryosparcFile.read(file, CryosparcOptions.NONE).toStar(),
            file -> CryosparcFile.read(folder.resolve("blobless.cs"), new CryosparcOptions(file, 2))
                    .toStar(),
            file -> {
                try (ParticleFile read = ParticleFiles.open(file, null, null, null)) {
                    read.requirePoses().requireCtf();
                }
            }
        };
        String[][] tables = {{"import", "particles=FILE", "output=" + out + ".star"}, {"info", "particles=FILE"}};
        byte[] table = CsFiles.particles(8, "stack.mrcs");
        Files.write(folder.resolve("blobless.cs"), CsFiles.alignments(8));
        int header = 10 + (table[8] & 0xff | (table[9] & 0xff) << 8);
        targets.add(new Target("table.cs", table, header, cs, tables));
        byte[] classes = CsFiles.classes(8, "stack.mrcs");
        targets.add(new Target("classes.cs", classes, 10 + (classes[8] & 0xff | (classes[9] & 0xff) << 8), cs, tables));
    }

    public static void main(String[] args) throws IOException {
        long seconds = args.length > 0 ? Long.parseLong(args[0]) : 60;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
        Path folder = args.length > 2
                ? Files.createDirectories(Path.of(args[2]))
                : Files.createTempDirectory("cryosgd-mutations");
        MutationLoop loop = new MutationLoop(folder);
        loop.run(seconds, Long.MAX_VALUE, seed);
        loop.faults.forEach(System.out::println);
        System.out.println(loop.inputs + " inputs, " + loop.accepted + " of them accepted, " + loop.faults.size()
                + " faults, " + folder);
    }

    /** Goes on for so many seconds or damaged files; what went wrong, one line each. */
    List<String> run(long seconds, long files, long seed) throws IOException {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        SplittableRandom seeds = new SplittableRandom(seed);
        for (long i = 0; i < files && System.nanoTime() < end && faults.size() < 40; i++) {
            Target target = targets.get((int) (i % targets.size()));
            SplittableRandom random = seeds.split();
            byte[] damaged =
                    damage(target.whole(), target.header(), target.name().endsWith(".cs"), random);
            Path file = folder.resolve("case-" + target.name());
            Files.write(file, damaged);
            for (Action reader : target.readers()) read(target, i, file, reader);
            if (i % 13 == 0) {
                String[][] commands = target.commands();
                command(target, i, file, commands[random.nextInt(commands.length)]);
            }
        }
        return faults;
    }

    private void read(Target target, long number, Path file, Action reader) throws IOException {
        inputs++;
        long start = System.nanoTime();
        try {
            reader.on(file);
            accepted++;
        } catch (IOException e) {
            if (!isGood(e.getMessage())) fault(target, number, file, "message " + e.getMessage());
        } catch (IllegalArgumentException e) {
            boolean ours = e.getClass() == IllegalArgumentException.class
                    && e.getStackTrace()[0].getClassName().startsWith("org.cryosgd");
            if (!ours || !isGood(e.getMessage())) fault(target, number, file, where(e));
        } catch (RuntimeException | Error e) {
            fault(target, number, file, where(e));
        }
        if (System.nanoTime() - start > 20_000_000_000L) fault(target, number, file, "more than 20 s");
    }

    private static String where(Throwable e) {
        return e + " at "
                + (e.getStackTrace().length > 0
                        ? List.of(e.getStackTrace()).subList(0, Math.min(6, e.getStackTrace().length))
                        : "?");
    }

    private static boolean isGood(String message) {
        return message != null && message.length() < 2000 && message.chars().noneMatch(c -> c < ' ');
    }

    private void command(Target target, long number, Path file, String[] words) throws IOException {
        inputs++;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] args = Arrays.stream(words)
                .map(word -> word.replace("FILE", file.toString()))
                .toArray(String[]::new);
        args = Arrays.copyOf(args, args.length + 1);
        args[args.length - 1] = "show=false";
        int status = Launcher.run(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        if (status == 0) accepted++;
        String text = out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
        if (status != 0 && status != 2
                || text.contains("unexpected")
                || text.contains("Exception")
                || status == 0 && text.contains("NaN"))
            fault(target, number, file, String.join(" ", args) + " → " + status + " " + text.strip());
    }

    private void fault(Target target, long number, Path file, String what) throws IOException {
        Path kept = folder.resolve("fault-" + number + "-" + target.name());
        Files.write(kept, Files.readAllBytes(file));
        faults.add(kept + ": " + what);
    }

    private static void readStack(Path file) throws IOException {
        try (MrcStack stack = MrcStack.open(file)) {
            float[] pixels = new float[stack.box() * stack.box()];
            for (int i = 0; i < stack.count(); i++) stack.read(i, pixels);
        }
    }

    /** A copy with some bytes, numbers or words changed, most of them in the header, or cut short. */
    static byte[] damage(byte[] whole, int header, boolean text, SplittableRandom random) {
        byte[] bytes = whole.clone();
        int changes = 1 + random.nextInt(4);
        for (int c = 0; c < changes; c++) {
            int limit = random.nextInt(4) > 0 ? Math.min(header, bytes.length) : bytes.length;
            if (limit < 8) return bytes;
            int at = random.nextInt(limit);
            switch (random.nextInt(text ? 6 : 4)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> {
                    int aligned = Math.min(text ? at : at / 4 * 4, bytes.length - 4);
                    // the numbers at the start of an MRC header matter most
                    if (!text && random.nextBoolean()) aligned = 4 * random.nextInt(24);
                    ByteBuffer.wrap(bytes)
                            .order(random.nextInt(4) > 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                            .putInt(Math.min(aligned, bytes.length - 4), EXTREMES[random.nextInt(EXTREMES.length)]);
                }
                case 3 -> {
                    if (random.nextInt(4) == 0) bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
                }
                case 4 -> bytes = spliced(bytes, at, 0, TOKENS[random.nextInt(TOKENS.length)]);
                default ->
                    bytes = spliced(
                            bytes,
                            at,
                            Math.min(bytes.length - at, 1 + random.nextInt(6)),
                            TOKENS[random.nextInt(TOKENS.length)]);
            }
        }
        return bytes;
    }

    /** Puts a word in the place of some bytes; the length of a NumPy header follows. */
    private static byte[] spliced(byte[] bytes, int at, int removed, String word) {
        byte[] put = word.getBytes(StandardCharsets.UTF_8);
        ByteBuffer joined =
                ByteBuffer.allocate(bytes.length - removed + put.length).order(ByteOrder.LITTLE_ENDIAN);
        joined.put(bytes, 0, at).put(put).put(bytes, at + removed, bytes.length - at - removed);
        int length = (bytes[8] & 0xff | (bytes[9] & 0xff) << 8) + put.length - removed;
        if (at >= 10 && joined.capacity() > 10) joined.putShort(8, (short) length);
        return joined.array();
    }

    private static byte[] map(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ByteBuffer bytes = header(n, n, n, 2);
        for (int i = 0; i < n * n * n; i++) {
            double r = Math.sqrt(
                    Math.pow(i % n - n / 2, 2) + Math.pow(i / n % n - n / 2, 2) + Math.pow(i / n / n - n / 2, 2));
            bytes.putFloat(1024 + 4 * i, (float) (Math.exp(-r * r / 8) + 0.1 * random.nextDouble()));
        }
        return bytes.array();
    }

    private static byte[] mask(int n) {
        ByteBuffer bytes = ByteBuffer.wrap(map(n, 1)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < n * n * n; i++) {
            float value = bytes.getFloat(1024 + 4 * i);
            bytes.putFloat(1024 + 4 * i, value > 0.3 ? 1 : value > 0.15 ? 0.5f : 0);
        }
        return bytes.array();
    }

    private static byte[] stack() {
        ByteBuffer bytes = header(16, 16, 8, 2);
        for (int i = 0; i < 16 * 16 * 8; i++) bytes.putFloat(1024 + 4 * i, i * 7919 % 13);
        return bytes.putInt(36, 1).putFloat(48, 2).putInt(88, 0).array();
    }

    private static byte[] inMode(byte[] floats, int mode) {
        if (mode == 2) return floats;
        int size = mode == 0 ? 1 : 2;
        int count = (floats.length - 1024) / 4;
        ByteBuffer from = ByteBuffer.wrap(floats).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer to = ByteBuffer.allocate(1024 + count * size).order(ByteOrder.LITTLE_ENDIAN);
        to.put(0, floats, 0, 1024).putInt(12, mode);
        for (int i = 0; i < count; i++) {
            int value = (int) (100 * from.getFloat(1024 + 4 * i));
            if (size == 1) to.put(1024 + i, (byte) value);
            else to.putShort(1024 + 2 * i, (short) value);
        }
        return to.array();
    }

    private static ByteBuffer header(int nx, int ny, int nz, int mode) {
        ByteBuffer bytes = ByteBuffer.allocate(1024 + 4 * nx * ny * nz).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, nx).putInt(4, ny).putInt(8, nz).putInt(12, mode);
        bytes.putInt(28, nx).putInt(32, ny).putInt(36, nz);
        bytes.putFloat(40, 2 * nx).putFloat(44, 2 * ny).putFloat(48, 2 * nz);
        bytes.putInt(64, 1).putInt(68, 2).putInt(72, 3).putFloat(80, 1).putInt(88, 1);
        return bytes.put(208, new byte[] {'M', 'A', 'P', ' ', 0x44, 0x44, 0, 0});
    }
}
