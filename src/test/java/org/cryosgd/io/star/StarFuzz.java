/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.cryosgd.io.star.table.StarFile;
import org.cryosgd.particles.ImageException;

/**
 * Opens damaged tables until the time is over: {@code StarFuzz FOLDER SECONDS SEED} takes every .star file of the folder, with the
 * stacks beside them. Anything but a message that says what is wrong is a fault, printed with the input that shows it.
 */
public final class StarFuzz {
    private static final String[] TOKENS = {
        "",
        "\"\"",
        "-",
        "1e308",
        "-1e308",
        "1e-320",
        "NaN",
        "Infinity",
        "2147483648",
        "-1",
        "0",
        "00001@a.mrcs",
        "1@",
        "@",
        "'",
        "\"",
        ";",
        "loop_",
        "data_",
        "_rlnImageName",
        "#",
        "\u001b[31m",
        "\u0000",
        "\ufeff",
        "1@/dev/zero",
        "1@..",
        "99999999999999999999",
        "[1,2",
        "[]",
        "9".repeat(400),
        "x".repeat(5000),
        "\ud834\udd1e",
        "data_optics",
        "save_",
        "1@a.mrcs:mrcs",
        ":"
    };

    private StarFuzz() {}

    public static void main(String[] args) throws IOException {
        List<Path> seeds;
        try (Stream<Path> files = Files.walk(Path.of(args[0]))) {
            seeds = files.filter(f -> f.toString().endsWith(".star")).sorted().toList();
        }
        Random random = new Random(Long.parseLong(args[2]));
        long end = System.nanoTime() + 1_000_000_000L * Integer.parseInt(args[1]);
        TreeMap<String, Integer> faults = new TreeMap<>();
        int opened = 0;
        int refused = 0;
        while (System.nanoTime() < end) {
            Path seed = seeds.get(random.nextInt(seeds.size()));
            byte[] bytes = damaged(Files.readAllBytes(seed), random);
            Path star = seed.resolveSibling("fuzz-" + args[2] + ".tmp");
            Files.write(star, bytes);
            String fault = fault(star, random);
            if (fault == null) opened++;
            else if (fault.isEmpty()) refused++;
            else if (faults.merge(fault, 1, Integer::sum) == 1) {
                System.out.println(fault);
                Files.write(Path.of(args[0]).resolve("fault-" + Math.abs(fault.hashCode()) + ".txt"), bytes);
            }
            Files.delete(star);
        }
        System.out.println(opened + " opened, " + refused + " refused, "
                + faults.values().stream().mapToInt(i -> i).sum() + " faults of " + faults.size() + " kinds");
        if (!faults.isEmpty()) System.exit(1);
    }

    /** Null for a table that is opened, empty for one that is refused in words, otherwise what went wrong. */
    static String fault(Path star, Random random) {
        String[] selections = {"", "1-2,5", "rlnDefocusU>1", "rlnOpticsGroup=1", "rlnImageName!=x"};
        String select = selections[random.nextInt(selections.length)];
        double pixelSize = random.nextInt(4) == 0 ? 1.5 : 0;
        Path project = random.nextInt(4) == 0 ? star.toAbsolutePath().getParent() : null;
        try {
            OpenOptions options = new OpenOptions(project, null, pixelSize, select);
            try (ParticleFile file = ParticleStar.open(star, StarFile.read(star), options)) {
                file.particles().particles().forEach(Object::hashCode);
                Path copy = star.resolveSibling(star.getFileName() + ".copy");
                file.writeSubset(copy, new int[] {0});
                try {
                    ParticleStar.open(copy, null).close();
                } catch (IOException e) {
                    if (project == null && pixelSize == 0)
                        return "a written table is refused: " + e.getMessage().replaceAll(".*copy:[0-9]*: ", "");
                } finally {
                    Files.deleteIfExists(copy);
                }
                if (file.missing().poses() == null) file.requirePoses();
            }
            return null;
        } catch (IOException | IllegalArgumentException e) {
            String message = e.getMessage();
            boolean inWords = message != null && message.length() > 20 && message.length() < 6000;
            boolean ours = e instanceof ImageException
                    || e.getClass().getName().startsWith("org.cryosgd")
                    || message != null && message.matches("(?s).*[a-z]{3}.*[.'s]$");
            return inWords && ours ? "" : e.getClass().getName() + ": " + message;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            StackTraceElement[] trace = e.getStackTrace();
            StringBuilder where = new StringBuilder(e.toString());
            for (int i = 0; i < Math.min(6, trace.length); i++)
                where.append("\n    ").append(trace[i]);
            return where.toString();
        }
    }

    /** One to six changes: bits, cuts, words exchanged or replaced, lines moved, doubled or gone, numbers blown up. */
    static byte[] damaged(byte[] bytes, Random random) {
        byte[] damaged = bytes.clone();
        for (int n = 1 + random.nextInt(6); n > 0; n--) {
            if (damaged.length == 0) return damaged;
            int at = random.nextInt(Math.min(damaged.length, random.nextInt(5) == 0 ? damaged.length : 2500));
            switch (random.nextInt(8)) {
                case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> damaged[at] = (byte) random.nextInt(256);
                case 2 -> damaged = java.util.Arrays.copyOf(damaged, at);
                case 3 -> damaged = encoded(damaged, random);
                default -> damaged = words(damaged, random);
            }
        }
        return damaged;
    }

    private static byte[] encoded(byte[] bytes, Random random) {
        if (random.nextInt(6) != 0) return bytes;
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return ("\ufeff" + text).getBytes(random.nextBoolean() ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE);
    }

    private static byte[] words(byte[] bytes, Random random) {
        List<String> lines = new ArrayList<>(List.of(new String(bytes, StandardCharsets.UTF_8).split("\n", -1)));
        int at = random.nextInt(Math.min(lines.size(), 60));
        int other = random.nextInt(Math.min(lines.size(), 60));
        switch (random.nextInt(7)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(at, lines.get(other));
            case 2 -> java.util.Collections.swap(lines, at, other);
            default -> {
                String[] words = lines.get(at).strip().split("\\s+");
                int word = random.nextInt(words.length);
                if (random.nextInt(3) == 0) {
                    int second = random.nextInt(words.length);
                    String kept = words[word];
                    words[word] = words[second];
                    words[second] = kept;
                } else words[word] = TOKENS[random.nextInt(TOKENS.length)];
                lines.set(at, String.join(" ", words));
            }
        }
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }
}
