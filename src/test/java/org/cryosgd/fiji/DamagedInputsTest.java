/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged copies of small inputs through every command, in this JVM. Each ends well with all its files, or with one
 * line and none. {@code -Dcryosgd.damages=2000 -Dcryosgd.damageSeed=5} tries others.
 */
class DamagedInputsTest {
    private static final int DAMAGES = Integer.getInteger("cryosgd.damages", 98);
    private static final long SEED = Long.getLong("cryosgd.damageSeed", 1);

    /** As long as a sentence or two with a path and a list of names. */
    private static final int LONGEST = 1500;

    private static final List<String> WORDS = List.of(
            "nan",
            "-inf",
            "1e400",
            "-1",
            "0",
            "1e-300",
            "99999999999",
            "''",
            "\"",
            "x",
            "ü",
            "0@",
            "@",
            "_",
            "#",
            "loop_",
            "data_",
            ";",
            "\t",
            "\u001b[31m",
            "\0",
            "-",
            "1e30",
            "3.5.1",
            "000001@none.mrcs",
            "\n\n",
            "\r");

    @TempDir
    Path dir;

    private Path inputs;
    private Path outputs;
    private final Map<String, byte[]> good = new LinkedHashMap<>();
    private final List<Line> lines = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /**
     * A command line.
     *
     * @param damaged names of the inputs, one of which is damaged
     * @param files how many it writes when it ends well
     */
    private record Line(String command, List<String> damaged, int files) {}

    private int run(String command) {
        out.reset();
        err.reset();
        String[] words = command.replace("IN/", inputs + "/")
                .replace("OUT/", outputs + "/")
                .split(" ");
        return Launcher.run(
                words,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @BeforeEach
    void makeInputs() throws IOException {
        inputs = Files.createDirectory(dir.resolve("in"));
        outputs = Files.createDirectory(dir.resolve("out"));
        String sample = " particles=sample-images/particles.star box=16 epochs=1";
        ok("reconstruct" + sample + " volume=IN/map.mrc");
        ok("simulate volume=IN/map.mrc count=12 snr=0 output=IN/p.star");
        ok("mask volume=IN/map.mrc lowpass=10 mask=IN/mask.mrc");
        Files.copy(
                Path.of("src/test/resources/org/cryosgd/fuzz/CryosparcFuzzTestInputs/particles/particles.cs"),
                inputs.resolve("p.cs"));
        for (String name : List.of("p.star", "p.mrcs", "map.mrc", "map_half1.mrc", "map_half2.mrc", "mask.mrc", "p.cs"))
            good.put(name, Files.readAllBytes(inputs.resolve(name)));
        List<String> particles = List.of("p.star", "p.mrcs");
        List<String> halves = List.of("map_half1.mrc", "map_half2.mrc");
        String given = " particles=IN/p.star ";
        add("info" + given, particles);
        add("import" + given + "select=1-7 output=OUT/subset.star", particles);
        add("import particles=IN/p.cs output=OUT/imported.star", List.of("p.cs"));
        add("reconstruct" + given + "epochs=1 volume=OUT/m.mrc", particles);
        add("reconstruct" + given + "epochs=1 halfMaps=false mask=IN/mask.mrc volume=OUT/m.mrc", List.of("mask.mrc"));
        add("precondition" + given + "probes=1 preconditioner=OUT/d.mrc", particles);
        add("condition" + given + "draws=1 output=OUT/", particles);
        add("compare" + given + "methods=sgd,exact epochs=1 runs=1 referenceIterations=2 output=OUT/", particles);
        add("refine" + given + "epochs=1 starts=1 output=OUT/", particles);
        add("refine" + given + "epochs=1 starts=1 initial=IN/map.mrc output=OUT/", List.of("map.mrc"));
        add("variability" + given + "components=1 positions=2 epochs=4 output=OUT/", particles);
        add("classify" + given + "epochs=4 output=OUT/", particles);
        add("fsc volume1=IN/map_half1.mrc volume2=IN/map_half2.mrc output=OUT/fsc.csv", halves);
        add("mask volume=IN/map.mrc lowpass=10 mask=OUT/mask.mrc", List.of("map.mrc"));
        add("postprocess volume1=IN/map_half1.mrc volume2=IN/map_half2.mrc bfactor=-20 output=OUT/post.mrc", halves);
        add(
                "localres volume1=IN/map_half1.mrc volume2=IN/map_half2.mrc window=100 bfactor=-20 output=OUT/local.mrc",
                halves);
        add("simulate volume=IN/map.mrc count=4 output=OUT/s.star", List.of("map.mrc"));
    }

    private void ok(String command) {
        assertEquals(0, run(command), this::said);
    }

    private void add(String command, List<String> damaged) throws IOException {
        int status = run(command);
        lines.add(new Line(command, damaged, status == 0 ? written().size() : -1));
        if (!command.contains(".cs ")) assertEquals(0, status, () -> command + ": " + said());
        clear();
    }

    private List<Path> written() throws IOException {
        try (Stream<Path> files = Files.walk(outputs)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private void clear() throws IOException {
        try (Stream<Path> files = Files.walk(outputs)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList())
                if (!file.equals(outputs)) Files.delete(file);
        }
    }

    @Test
    void everyDamageEndsWellOrWithOneLine() throws IOException {
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < DAMAGES; i++) {
            Random random = new Random(SEED * 1_000_003 + i);
            Line line = lines.get(i % lines.size());
            String name = line.damaged().get(random.nextInt(line.damaged().size()));
            byte[] bytes = damage(good.get(name), name.endsWith(".star"), random);
            Files.write(inputs.resolve(name), bytes);
            int status = run(line.command());
            String fault = fault(line, status);
            if (fault != null) {
                Path kept = Files.createDirectories(Path.of("target/damaged")).resolve(SEED + "-" + i + "-" + name);
                Files.write(kept, bytes);
                faults.add(line.command() + " with " + kept + ": " + fault);
            }
            Files.write(inputs.resolve(name), good.get(name));
            clear();
        }
        assertTrue(faults.isEmpty(), () -> faults.size() + " faults\n" + String.join("\n", faults));
    }

    /** What is wrong with an ending, or null. */
    private String fault(Line line, int status) throws IOException {
        String said = said();
        List<String> errors =
                said.lines().filter(text -> text.startsWith("cryosgd ")).toList();
        List<Path> written = written();
        if (written.stream().anyMatch(file -> file.toString().endsWith(".part"))) return "left " + written;
        if (said.contains("unexpected ") || said.contains("\tat ")) return said;
        if (said.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r'))
            return "control characters: " + said.replaceAll("\\p{Cntrl}", "?");
        if (said.lines().anyMatch(text -> text.length() > LONGEST)) return "a line of " + said.length();
        if (status == 0)
            return !errors.isEmpty()
                    ? said
                    : line.files() >= 0 && written.size() != line.files() ? "wrote " + written : null;
        if (status != 1 && status != 2) return "status " + status;
        if (errors.size() != 1 || !said.stripTrailing().endsWith(errors.get(0).strip())) return "not one line: " + said;
        return written.isEmpty() ? null : "wrote " + written + " and said " + said;
    }

    private static byte[] damage(byte[] bytes, boolean isText, Random random) {
        byte[] damaged = bytes.clone();
        int place = random.nextInt(damaged.length);
        switch (random.nextInt(isText ? 9 : 6)) {
            case 0 -> damaged[place] ^= (byte) (1 << random.nextInt(8));
            case 1 -> {
                for (int i = 0; i < 8; i++)
                    damaged[random.nextInt(Math.min(damaged.length, 1024))] = (byte) random.nextInt();
            }
            case 2 -> damaged = Arrays.copyOf(damaged, place);
            case 3 -> damaged = Arrays.copyOf(damaged, damaged.length + 1 + random.nextInt(5000));
            case 4 -> {
                int count = Math.min(4 * (1 + random.nextInt(3)), damaged.length - place);
                byte fill = (byte) (random.nextBoolean() ? 0xff : 0x7f);
                int start = isText ? place : Math.min(place % 256 & ~3, damaged.length - count);
                Arrays.fill(damaged, start, start + count, fill);
            }
            case 5 -> {
                int end = Math.min(damaged.length, place + 1 + random.nextInt(100));
                byte[] rest = Arrays.copyOfRange(damaged, end, damaged.length);
                damaged = Arrays.copyOf(damaged, place + rest.length);
                System.arraycopy(rest, 0, damaged, place, rest.length);
            }
            default -> damaged = otherWords(new String(bytes, StandardCharsets.UTF_8), random);
        }
        return damaged;
    }

    /** One or two words of the text are replaced. */
    private static byte[] otherWords(String text, Random random) {
        String changed = text;
        for (int n = 1 + random.nextInt(2); n > 0; n--) {
            int start = random.nextInt(changed.length());
            while (start > 0 && !Character.isWhitespace(changed.charAt(start - 1))) start--;
            int end = start;
            while (end < changed.length() && !Character.isWhitespace(changed.charAt(end))) end++;
            changed = changed.substring(0, start) + WORDS.get(random.nextInt(WORDS.size())) + changed.substring(end);
        }
        return changed.getBytes(StandardCharsets.UTF_8);
    }
}
