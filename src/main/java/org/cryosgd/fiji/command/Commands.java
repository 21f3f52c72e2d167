/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.command;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;

/** The commands of CryoSGD among all that SciJava knows. */
public final class Commands {
    /** The order in which help lists the commands: that of the work. */
    private static final List<String> ORDER = List.of(
            "info",
            "import",
            "simulate",
            "precondition",
            "reconstruct",
            "condition",
            "compare",
            "fsc",
            "mask",
            "postprocess",
            "localres",
            "refine",
            "save");

    private Commands() {}

    /** All commands by their short names, in the order of the work. */
    public static Map<String, CommandInfo> byName(CommandService service) {
        Comparator<CommandInfo> order = Comparator.comparingInt(info -> place(info.getName()));
        return service.getCommands().stream()
                .filter(info -> info.getDelegateClassName().startsWith("org.cryosgd.")
                        && !name(info).isEmpty())
                .sorted(order.thenComparing(Commands::name))
                .collect(Collectors.toMap(Commands::name, info -> info, (a, b) -> a, LinkedHashMap::new));
    }

    private static String name(CommandInfo info) {
        return Objects.toString(info.getName(), "");
    }

    private static int place(String name) {
        int place = ORDER.indexOf(name);
        return place < 0 ? ORDER.size() : place;
    }
}
