/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.Commands;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;

/** Every macro that is shipped calls commands that exist, with keys and values that they take. */
class ScriptTemplatesTest {
    private static final Pattern RUN = Pattern.compile("run\\(\"([^\"]+)\",\\s+([^;]+)\\);");
    private static final Pattern SETTING = Pattern.compile("(\\w+)=(\\[[^\\]]*\\]|\\S+)");

    static List<Path> templates() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/script_templates/CryoSGD"))) {
            return files.filter(file -> file.toString().endsWith(".ijm"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("templates")
    void callsCommandsWithTheirKeys(Path template) throws IOException {
        try (Context context = new Context(CommandService.class)) {
            Map<String, CommandInfo> byLabel = new HashMap<>();
            for (CommandInfo info :
                    Commands.byName(context.service(CommandService.class)).values())
                byLabel.put(info.getMenuPath().getLeaf().getName(), info);
            Matcher calls = RUN.matcher(Files.readString(template));
            int count = 0;
            for (; calls.find(); count++) {
                CommandInfo info = byLabel.get(calls.group(1));
                assertNotNull(info, calls.group(1));
                Map<String, CommandParameter> keys = CommandParameter.of(info).stream()
                        .collect(Collectors.toMap(CommandParameter::name, key -> key));
                // what is put in at run time becomes a 1, which is a number and a file name
                String settings = calls.group(2)
                        .replaceAll("\" \\+ [\\w\\[\\]]+ \\+ \"", "1")
                        .replaceAll("\" \\+ [\\w\\[\\]]+|[\\w\\[\\]]+ \\+ \"", "1")
                        .replace("\"", "");
                Matcher each = SETTING.matcher(settings);
                int found = 0;
                for (; each.find(); found++) {
                    CommandParameter key = keys.remove(each.group(1));
                    assertNotNull(key, info.getName() + " has no key " + each.group(1));
                    String value = each.group(2).replaceAll("[\\[\\]]", "");
                    assertDoesNotThrow(() -> key.parse(value), each.group());
                }
                assertTrue(found > 0, settings);
                for (CommandParameter key : keys.values()) assertTrue(!key.isRequired(), "missing " + key.name());
            }
            assertTrue(count > 0, "no call found");
        }
    }
}
