/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.swing.filechooser.FileFilter;
import org.cryosgd.fiji.Launcher;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.Commands;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.progress.Failure;
import org.cryosgd.io.star.table.StarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;

/** What the fields of a dialog refuse, and what it says about the data. */
class FieldsTest {
    private static final String STAR = "sample-images/particles.star";

    private final Context context = new Context(CommandService.class);
    private final Map<String, CommandInfo> commands = Commands.byName(context.service(CommandService.class));

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        context.dispose();
    }

    private CryoCommand command(String name) throws Exception {
        return (CryoCommand)
                commands.get(name).loadDelegateClass().getDeclaredConstructor().newInstance();
    }

    private CommandParameter key(String command, String name) {
        return CommandParameter.of(commands.get(command)).stream()
                .filter(key -> key.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void check(String command, String name, String text) throws Exception {
        CommandParameter key = key(command, name);
        command(command).check(key, key.parse(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reconstruct | symmetry | Q7 | symmetry must be Cn or Dn",
                "refine | symmetry | C | symmetry must be Cn or Dn",
                "compare | symmetry | C0 | symmetry must be Cn or Dn",
                "reconstruct | box | 63 | box must be an even number of at least 16",
                "precondition | box | 14 | box must be an even number of at least 16",
                "reconstruct | preconditioner | gone.mrc | there is no such file",
                "compare | methods | sgd,foo | found 'foo'",
                "import | select | abc | select must be like 1-100,205",
                "import | select | gone.csv | no such file: gone.csv",
                "import | output | p.txt | must end in .star",
                "simulate | output | p.mrcs | must end in .star",
                "mask | mask | m.txt | must end in .mrc or .map",
                "mask | threshold | high | threshold must be otsu or a number",
                "postprocess | bfactor | sharp | bfactor must be auto or a number",
                "postprocess | lowpass | inf | lowpass must be auto or a number",
                "postprocess | output | post | must end in .mrc or .map",
                "fsc | output | f.xls | must end in .csv",
                "fsc | volume1 | pom.xml | not an MRC file",
                "save | output | x.tif | must end in .mrcs or .mrc or .map",
                "precondition | preconditioner | d.png | must end in .mrc or .map",
                "bench | boxes | 64,15 | boxes must be even numbers",
                "refine | output | pom.xml | pom.xml is a file, not a folder",
                "reconstruct | projectDir | /nope | projectDir: no such folder: /nope",
                "condition | projectDir | pom.xml | pom.xml is a file, not a folder",
                "info | projectDir | /nope | no such folder",
                "import | projectDir | /nope | no such folder"
            })
    void isRefused(String command, String key, String text, String message) {
        String found = assertThrows(IllegalArgumentException.class, () -> check(command, key, text))
                .getMessage();
        assertTrue(found.contains(message), found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reconstruct | symmetry | d7",
                "reconstruct | box | 32",
                "reconstruct | box | 0",
                "reconstruct | preconditioner | exact",
                "compare | methods | sgd, cg",
                "import | select | 1-3,8",
                "import | select | rlnDefocusU<20000&rlnRandomSubset=1",
                "import | output | new/p.star",
                "mask | threshold | 0.5",
                "postprocess | bfactor | -100",
                "refine | output | not/there/yet",
                "reconstruct | projectDir | sample-images",
                "fsc | volume1 | sample-images/phantom.mrc"
            })
    void isGood(String command, String key, String text) throws Exception {
        check(command, key, text);
    }

    /** A run says the same, before it opens its files. */
    @Test
    void aRunRefusesTheSame() {
        for (String[] line : new String[][] {
            {"compare", "particles=pom.xml", "methods=foo", "output=" + folder},
            {"reconstruct", "particles=pom.xml", "symmetry=Q7", "volume=" + folder.resolve("a.mrc")},
            {"import", "particles=pom.xml", "select=abc", "show=false"}
        }) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            assertEquals(2, Launcher.run(line, new PrintStream(new ByteArrayOutputStream()), new PrintStream(err)));
            assertTrue(err.toString().contains("must be"), err::toString);
        }
    }

    private String about(String command, String... changes) throws Exception {
        Map<String, String> texts = new LinkedHashMap<>();
        for (CommandParameter key : CommandParameter.of(commands.get(command)))
            texts.put(key.name(), key.isSet() ? CommandParameter.text(key.defaultValue()) : "");
        for (int i = 0; i < changes.length; i += 2) texts.put(changes[i], changes[i + 1]);
        return command(command).about(texts);
    }

    @ParameterizedTest
    @CsvSource({"reconstruct", "refine", "compare", "precondition", "condition", "info", "import", "bench"})
    void theDataAreDescribed(String command) throws Exception {
        assertEquals("", about(command));
        String line = about(command, "particles", STAR);
        assertTrue(line.startsWith("300 particles, box 48 pixels of 3.000 Å"), line);
    }

    @Test
    void theBoxIsExplained() throws Exception {
        assertTrue(about("reconstruct", "particles", STAR).endsWith("Box 0 keeps 48"));
        assertTrue(about("refine", "particles", STAR, "box", "32").endsWith("cropped to 32 pixels of 4.500 Å"));
        String refusal = assertThrows(
                        IllegalArgumentException.class, () -> about("reconstruct", "particles", STAR, "box", "64"))
                .getMessage();
        assertTrue(refusal.contains("at most the images' own width of 48"), refusal);
    }

    @Test
    void theSelectionIsCountedAndImagesAreDescribed() throws Exception {
        assertTrue(about("import", "particles", STAR, "select", "1-7").endsWith("7 are selected"));
        assertThrows(IllegalArgumentException.class, () -> about("import", "particles", STAR, "select", "301"));
        assertEquals(
                "Map of 48 × 48 × 48, 3.000 Å per pixel", about("import", "particles", "sample-images/phantom.mrc"));
        assertEquals(
                "Stack of 48 × 48 × 300, 3.000 Å per pixel",
                about("import", "particles", "sample-images/particles.mrcs"));
    }

    /** What lacks poses is refused by all commands but those that do not need them. */
    @Test
    void whatTheParticlesLackIsSaid() throws Exception {
        StarFile star = StarFile.read(Path.of(STAR));
        star.block("particles").remove("rlnAngleTilt");
        Path path = folder.resolve("p.star");
        star.write(path);
        Files.copy(Path.of("sample-images/particles.mrcs"), folder.resolve("particles.mrcs"));
        for (String name : List.of("reconstruct", "compare", "precondition", "condition", "bench")) {
            String message = assertThrows(Exception.class, () -> about(name, "particles", path.toString()))
                    .getMessage();
            assertTrue(message.contains("rlnAngleTilt"), message);
        }
        for (String name : List.of("refine", "info", "import"))
            assertTrue(about(name, "particles", path.toString()).contains("without poses"));
        star.block("particles").remove("rlnDefocusU");
        star.write(path);
        assertThrows(Exception.class, () -> about("refine", "particles", path.toString()));
        assertTrue(about("refine", "particles", path.toString(), "ctf", "none").contains("300 particles"));
    }

    @Test
    void choosersShowWhatAKeyTakes() throws Exception {
        for (String[] row : new String[][] {
            {"reconstruct", "particles", "a.star", "a.cs"},
            {"reconstruct", "mask", "a.mrc", "a.map"},
            {"reconstruct", "volume", "a.mrc", "a.MRC"},
            {"refine", "resume", "refine.checkpoint", "a.checkpoint"},
            {"import", "particles", "a.mrcs", "a.star"}
        }) {
            FileFilter filter = new CommandField(key(row[0], row[1]), command(row[0]), "", () -> {}).filter();
            assertTrue(filter.accept(new File(row[2])) && filter.accept(new File(row[3])), row[0] + " " + row[1]);
            assertFalse(filter.accept(new File("a.txt")));
        }
        assertNull(new CommandField(key("refine", "output"), command("refine"), "", () -> {}).filter());
    }

    /** Every file is an input or a result, and no label stands for both. */
    @Test
    void inputsAndResultsAreApart() {
        Map<String, String> sections = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        commands.forEach((name, info) -> {
            if (name.equals("try")) return;
            for (CommandParameter key : CommandParameter.of(info)) {
                if (!key.isPath()) continue;
                assertEquals(key.isRead() ? "Inputs" : "Result", key.section());
                String other = sections.putIfAbsent(key.item().getLabel(), key.section());
                if (other != null && !other.equals(key.section())) faults.add(name + " " + key.name());
            }
        });
        assertEquals(List.of(), faults);
        assertEquals("Settings", key("reconstruct", "epochs").section());
        assertEquals("Result", key("reconstruct", "show").section());
    }

    @Test
    void longMessagesAreWrapped() {
        String message = "word ".repeat(60) + "/a/path/" + "x".repeat(200);
        String wrapped = Failure.wrapped(message);
        assertTrue(wrapped.lines().allMatch(line -> line.length() <= 90), wrapped);
        assertEquals(message.replace(" ", ""), wrapped.replace(" ", "").replace("\n", ""));
        assertEquals("short", Failure.wrapped("short"));
    }
}
