/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.Commands;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;

/** The tables of keys in the manual, made from the commands. */
final class KeyTables {
    static final Path MANUAL = Path.of("docs/manual.md");
    private static final String HEAD = "| key | label | values, default | meaning |\n|---|---|---|---|\n";

    private KeyTables() {}

    /**
     * The manual with the table of each command as it is now.
     *
     * @throws IllegalStateException if a command has no section, or its section no table
     */
    static String written(String manual) {
        try (Context context = new Context(CommandService.class)) {
            for (Map.Entry<String, CommandInfo> command :
                    Commands.byName(context.service(CommandService.class)).entrySet())
                if (!command.getKey().equals("try")) manual = written(manual, command.getKey(), command.getValue());
        }
        return manual;
    }

    private static String written(String manual, String name, CommandInfo info) {
        int section = manual.indexOf("\n### " + name + "\n");
        if (section < 0) throw new IllegalStateException(MANUAL + " has no section ### " + name);
        int next = manual.indexOf("\n##", section + 1);
        int from = manual.indexOf(HEAD, section);
        if (from < 0 || next >= 0 && from > next)
            throw new IllegalStateException(MANUAL + ": section " + name + " has no table that begins with\n" + HEAD);
        int to = from;
        while (manual.startsWith("|", to)) to = manual.indexOf('\n', to) + 1;
        return manual.substring(0, from) + table(info) + manual.substring(to);
    }

    static String table(CommandInfo info) {
        StringBuilder table = new StringBuilder(HEAD);
        for (CommandParameter key : CommandParameter.of(info)) {
            if (!key.isText()) continue;
            String rule = key.isRequired()
                    ? "; required"
                    : key.isSet() ? "; default " + CommandParameter.text(key.defaultValue()) : "; optional";
            table.append("| `")
                    .append(key.name())
                    .append("` | ")
                    .append(cell(key.item().getLabel()))
                    .append(" | ")
                    .append(cell(key.values().replace(" | ", " / ") + rule))
                    .append(" | ")
                    .append(cell(key.item().getDescription()))
                    .append(" |\n");
        }
        return table.toString();
    }

    private static String cell(String text) {
        return Objects.toString(text, "").replace("|", "\\|");
    }
}
