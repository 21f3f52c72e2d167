/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.console;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.cryosgd.fiji.command.CommandParameter;
import org.scijava.command.CommandInfo;

/** What {@code ./cryosgd help} prints: the list of commands, or the keys of one with units and defaults. */
public final class CommandHelp {
    private final PrintStream out;

    public CommandHelp(PrintStream out) {
        this.out = out;
    }

    public void of(Map<String, CommandInfo> commands) {
        String version = CommandHelp.class.getPackage().getImplementationVersion();
        out.println("CryoSGD" + (version == null ? "" : " " + version)
                + ": cryo-EM reconstruction by preconditioned stochastic gradient descent");
        out.println();
        out.println("./cryosgd COMMAND key=value ...");
        out.println();
        int width = commands.keySet().stream().mapToInt(String::length).max().orElse(0);
        commands.forEach((name, info) ->
                out.println(("  " + pad(name, width) + "  " + text(info.getDescription())).stripTrailing()));
        out.println();
        out.println("./cryosgd help COMMAND lists the keys of a command. Memory: CRYOSGD_JAVA_OPTS=-Xmx8g");
    }

    public void of(CommandInfo info) {
        out.println(
                ("./cryosgd " + info.getName() + " key=value ...   " + text(info.getDescription())).stripTrailing());
        out.println("In Fiji: "
                + info.getMenuPath().getMenuString().replace(" > ", ">").replace(">", " > "));
        out.println();
        List<CommandParameter> keys = new ArrayList<>(CommandParameter.of(info));
        keys.removeIf(key -> !key.isText());
        int width = keys.stream().mapToInt(key -> key.name().length()).max().orElse(0) + 1;
        for (CommandParameter key : keys) {
            String rule = key.isRequired()
                    ? "required"
                    : key.isSet() ? "default " + CommandParameter.text(key.defaultValue()) : "optional";
            out.println("  " + pad(key.name() + "=", width) + "  "
                    + text(key.item().getLabel()) + " (" + key.values() + "; " + rule + ")");
            String description = text(key.item().getDescription());
            if (!description.isEmpty()) out.println("  " + " ".repeat(width) + "  " + description);
        }
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String text(String text) {
        return Objects.toString(text, "");
    }
}
