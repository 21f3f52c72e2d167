/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.Commands;
import org.junit.jupiter.api.Test;
import org.scijava.Context;
import org.scijava.command.CommandService;

/** The manual has every command and every key with its default, and its pictures are there. */
class ManualTest {
    private static final Path MANUAL = Path.of("docs/manual.md");

    @Test
    void everyKeyIsInTheManual() throws IOException {
        String manual = Files.readString(MANUAL);
        List<String> faults = new ArrayList<>();
        try (Context context = new Context(CommandService.class)) {
            Commands.byName(context.service(CommandService.class)).forEach((name, info) -> {
                if (name.equals("try")) return;
                int from = manual.indexOf("### " + name + "\n");
                if (from < 0) {
                    faults.add(name);
                    return;
                }
                int end = manual.indexOf("\n##", from + 1);
                List<String> rows = Arrays.asList(
                        manual.substring(from, end < 0 ? manual.length() : end).split("\n"));
                for (CommandParameter key : CommandParameter.of(info)) {
                    if (!key.isText()) continue;
                    String rule = key.isSet() ? "default " + CommandParameter.text(key.defaultValue()) + " |" : "";
                    if (rows.stream()
                            .noneMatch(row -> row.startsWith("| `" + key.name() + "` |") && row.contains(rule)))
                        faults.add(name + " " + key.name() + " " + rule);
                }
            });
        }
        assertEquals(List.of(), faults);
    }

    @Test
    void everyCommandHasAPictureOfItsDialog() throws IOException {
        String manual = Files.readString(MANUAL);
        List<String> missing = new ArrayList<>();
        try (Context context = new Context(CommandService.class)) {
            for (String name :
                    Commands.byName(context.service(CommandService.class)).keySet())
                if (!name.equals("try") && !manual.contains("(images/" + name + "-dialog.png)")) missing.add(name);
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void itsPicturesAreThere() throws IOException {
        Matcher picture = Pattern.compile("]\\((images/[^)]*)\\)").matcher(Files.readString(MANUAL));
        List<String> missing = new ArrayList<>();
        while (picture.find())
            if (!Files.exists(MANUAL.resolveSibling(picture.group(1)))) missing.add(picture.group(1));
        assertEquals(List.of(), missing);
    }
}
