/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cryosgd.fiji.command.Commands;
import org.junit.jupiter.api.Test;
import org.scijava.Context;
import org.scijava.command.CommandService;

/** The manual has every command with its keys as they are, and its pictures are there. */
class ManualTest {
    private static final Path MANUAL = Path.of("docs/manual.md");

    /** With {@code -DwriteManual=true} the manual gets the tables before they are compared, see CONTRIBUTING.md. */
    @Test
    void theTablesOfKeysAreThoseOfTheCommands() throws IOException {
        if (Boolean.getBoolean("writeManual")) Files.writeString(MANUAL, KeyTables.written(Files.readString(MANUAL)));
        String manual = Files.readString(MANUAL);
        assertEquals(KeyTables.written(manual), manual);
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
