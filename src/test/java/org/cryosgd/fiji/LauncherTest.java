/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LauncherTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return Launcher.run(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    /** Runs the sample command with a place for its result. */
    private int tryWith(String... keys) {
        List<String> args = new ArrayList<>(List.of("try", "sum=" + folder.resolve("sum.txt")));
        args.addAll(List.of(keys));
        return run(args.toArray(new String[0]));
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8).strip();
    }

    @Test
    void aCommandRunsWithItsKeys() throws Exception {
        assertEquals(0, tryWith("steps=3", "weight=2"), this::errors);
        assertEquals("sum 12.0", out.toString(StandardCharsets.UTF_8).strip());
        assertEquals("12.0", Files.readString(folder.resolve("sum.txt")));
    }

    @Test
    void unsetKeysHaveTheirDefaultsNotTheValuesLastUsed() {
        tryWith("steps=3", "weight=2");
        out.reset();
        assertEquals(0, tryWith());
        assertEquals("sum 15.0", out.toString(StandardCharsets.UTF_8).strip());
    }

    @Test
    void aWarningDoesNotEndTheRun() {
        assertEquals(0, tryWith("note=look here"));
        assertEquals("Warning: look here", errors());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "step=3; unknown key 'step': did you mean 'steps'? ./cryosgd help try lists all",
                "banana=3; unknown key 'banana'. ./cryosgd help try lists all",
                "steps; 'steps' is not of the form key=value",
                "steps=abc; steps must be a whole number, found 'abc'",
                "steps=2.5; steps must be a whole number, found '2.5'",
                "steps=; steps needs a value (whole number, at least 1, at most 1000)",
                "steps=0; steps must be at least 1, found 0",
                "steps=1001; steps must be at most 1000, found 1001",
                "weight=NaN; weight must be a number, found 'NaN'",
                "weight=1f; weight must be a number, found '1f'",
                "loud=yes; loud must be true or false, found 'yes'",
                "list=gone.txt; list: no such file: gone.txt",
                "list=src; list: src is a folder, not a file",
                "sum=again; sum is given twice",
                "failure=fire; failure must be one of none, format, value, file, io, bug, memory, pool, wait, found 'fire'",
                "failure=; failure needs a value (none | format | value | file | io | bug | memory | pool | wait)",
                "failure=format; p.star:31: no column _rlnDefocusU (add it)",
                "failure=pool; p.star:7: broken",
                "failure=value; box must be even, found 17",
                "failure=file; no such file: gone.mrc",
            })
    void whatTheUserCanRepairIsOneLineAndStatus2(String key, String message) {
        assertEquals(2, tryWith(key));
        assertEquals("cryosgd try: " + message, errors());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "failure=io; disk is full",
                "failure=bug; unexpected NullPointerException (CRYOSGD_DEBUG=1 shows where)",
                "failure=memory; not enough memory ("
            })
    void aFailedComputationIsOneLineAndStatus1(String key, String message) {
        assertEquals(1, tryWith(key));
        assertTrue(errors().startsWith("cryosgd try: " + message), this::errors);
        assertEquals(1, errors().lines().count(), this::errors);
    }

    @Test
    void missingKeysAreNamed() {
        assertEquals(2, run("try"));
        assertEquals("cryosgd try: needs sum= (./cryosgd help try lists all keys)", errors());
    }

    @Test
    void anUnknownCommandGetsASuggestion() {
        assertEquals(2, run("tri"));
        assertEquals("cryosgd: unknown command 'tri': did you mean 'try'? ./cryosgd help lists all", errors());
    }

    @Test
    void helpListsTheCommands() {
        assertEquals(0, run("help"));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("  try"), out::toString);
        assertEquals("", errors());
    }

    @Test
    void helpOfACommandListsKeysValuesAndDefaults() {
        assertEquals(0, run("help", "try"));
        String text = out.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("Steps (whole number, at least 1, at most 1000; default 4)"), text);
        assertTrue(text.contains("How many numbers are added."), text);
        assertTrue(text.contains("List (file; optional)"), text);
        assertTrue(text.contains("Sum (file; required)"), text);
        assertFalse(text.contains("tasks"), text);
    }
}
