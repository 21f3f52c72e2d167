/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** CryoSGD on the threads of one process, without this module. */
final class OnThreads {
    private OnThreads() {}

    /** Runs a command in a process of its own; fails where it fails. */
    static void run(int shards, Path folder, String... arguments) throws Exception {
        String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("classes") && !entry.contains("cryosgd-spark"))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Dcryosgd.shards=" + shards,
                "-Djava.awt.headless=true",
                "-cp",
                path,
                "org.cryosgd.fiji.Launcher"));
        line.addAll(List.of(arguments));
        Path log = folder.resolve("threads.log");
        int status = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertEquals(0, status, Files.readString(log));
    }
}
