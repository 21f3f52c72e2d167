/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.cryosgd.math.ProgressMonitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModule;

/** Compiles and runs the example in the documentation of {@link CryoCommand}. */
class ExampleTest {
    private static final Path SOURCE = Path.of("src/main/java/org/cryosgd/fiji/command/CryoCommand.java");

    @TempDir
    private Path folder;

    /** The example as a whole file; what it imports is not shown there, except for the lines of imports. */
    private static String example() throws Exception {
        Matcher block = Pattern.compile("<pre>\\{@code\\n(.*?)\\n \\* }</pre>", Pattern.DOTALL)
                .matcher(Files.readString(SOURCE));
        assertTrue(block.find(), "no example");
        return block.group(1)
                .lines()
                .map(line -> line.replaceFirst("^ \\* ?", ""))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void itCompilesAndCounts() throws Exception {
        Path file = Files.writeString(folder.resolve("CountCommand.java"), example());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options =
                List.of("-proc:none", "-cp", System.getProperty("java.class.path"), "-d", folder.toString());
        boolean compiled = compiler.getTask(
                        messages,
                        null,
                        null,
                        options,
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file))
                .call();
        assertTrue(compiled, messages::toString);
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            CommandInfo info = new CommandInfo(loader.loadClass("CountCommand").asSubclass(CryoCommand.class));
            CommandModule module = new CommandModule(info);
            CryoCommand command = (CryoCommand) module.getCommand();
            List<String> said = new ArrayList<>();
            command.reportTo(new ProgressMonitor() {
                @Override
                public void at(long done, long total, String what) {}

                @Override
                public void say(String line) {
                    said.add(line);
                }

                @Override
                public void warn(String line) {}

                @Override
                public boolean stopped() {
                    return false;
                }
            });
            Map.of("particles", Path.of("sample-images/particles.star").toFile())
                    .forEach(module::setInput);
            module.run();
            assertNull(command.failure(), () -> command.failure().message());
            assertEquals(List.of("300 particles"), said);
        }
    }
}
