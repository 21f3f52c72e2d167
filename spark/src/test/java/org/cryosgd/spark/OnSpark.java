/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cryosgd.fiji.Launcher;

/** Commands in this process on {@code local[2]}. One Spark application serves all tests of this process. */
final class OnSpark {
    static final int SHARDS = 3;

    private OnSpark() {}

    /** What the application needs to know before it starts. */
    static void prepare() {
        System.setProperty("spark.master", "local[2]");
        System.setProperty("spark.ui.enabled", "false");
        System.setProperty("spark.cryosgd.shards", String.valueOf(SHARDS));
        System.setProperty(
                "spark.hadoop.fs.viewfs.mounttable.cluster.link./data",
                Path.of("../sample-images").toAbsolutePath().normalize().toUri().toString());
    }

    /** Runs a command; fails where it fails. */
    static void run(String... arguments) {
        prepare();
        ByteArrayOutputStream error = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        int status = Launcher.run(arguments, out, new PrintStream(error, true, StandardCharsets.UTF_8));
        assertEquals(0, status, error.toString(StandardCharsets.UTF_8));
    }

    /** Fails unless two files have the same bytes. */
    static void same(Path a, Path b) throws Exception {
        assertArrayEquals(Files.readAllBytes(a), Files.readAllBytes(b), a + " and " + b);
    }
}
