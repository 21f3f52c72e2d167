/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.console;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.Spelling;
import org.scijava.command.CommandInfo;

/** The words of a command line: a command and {@code key=value} for each key. */
public final class CommandLine {
    private CommandLine() {}

    /**
     * The command of that name.
     *
     * @throws UsageException if there is none, with the name that was probably meant
     */
    public static CommandInfo find(String name, Map<String, CommandInfo> commands) throws UsageException {
        CommandInfo info = commands.get(name);
        if (info != null) return info;
        throw new UsageException(null, unknown("command", name, commands.keySet()) + " ./cryosgd help lists all");
    }

    /**
     * The values of the keys that were given.
     *
     * @param args the command's name and its keys
     * @throws UsageException if a key is unknown, given twice or missing, or a value is none
     */
    public static Map<String, Object> inputs(CommandInfo info, String[] args) throws UsageException {
        String command = args[0];
        Map<String, CommandParameter> keys = new LinkedHashMap<>();
        for (CommandParameter key : CommandParameter.of(info)) if (key.isText()) keys.put(key.name(), key);
        Map<String, Object> inputs = new LinkedHashMap<>();
        for (String arg : List.of(args).subList(1, args.length)) {
            int equals = arg.indexOf('=');
            if (equals < 1) throw new UsageException(command, "'" + arg + "' is not of the form key=value");
            String name = arg.substring(0, equals);
            CommandParameter key = keys.get(name);
            if (key == null)
                throw new UsageException(
                        command, unknown("key", name, keys.keySet()) + " ./cryosgd help " + command + " lists all");
            if (inputs.containsKey(name)) throw new UsageException(command, name + " is given twice");
            try {
                inputs.put(name, key.parse(arg.substring(equals + 1)));
            } catch (IllegalArgumentException e) {
                throw new UsageException(command, e.getMessage());
            }
        }
        requireAll(command, keys, inputs);
        return inputs;
    }

    private static void requireAll(String command, Map<String, CommandParameter> keys, Map<String, Object> inputs)
            throws UsageException {
        List<String> missing = new ArrayList<>();
        for (CommandParameter key : keys.values())
            if (key.isRequired() && !inputs.containsKey(key.name())) missing.add(key.name() + "=");
        if (!missing.isEmpty())
            throw new UsageException(
                    command, "needs " + String.join(" ", missing) + " (./cryosgd help " + command + " lists all keys)");
    }

    private static String unknown(String what, String name, Collection<String> names) {
        String hint = Spelling.hint(name, names);
        return "unknown " + what + " '" + name + "'" + (hint.isEmpty() ? "." : hint);
    }

    /** A command line that cannot be carried out. */
    public static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String command, String message) {
            super("cryosgd" + (command == null ? "" : " " + command) + ": " + message);
        }
    }
}
