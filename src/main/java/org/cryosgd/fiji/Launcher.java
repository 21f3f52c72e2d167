/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.cryosgd.fiji.dialog.Spelling;
import org.cryosgd.fiji.progress.ConsoleMonitor;
import org.cryosgd.fiji.progress.Failure;
import org.cryosgd.fiji.progress.Printable;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;
import org.scijava.module.ModuleService;

/**
 * The commands without Fiji: {@code ./cryosgd COMMAND key=value …}. It runs the same SciJava commands with the same keys.
 *
 * <p>The status is 0 after success, {@value #INPUT} where the user can repair something (a command, key, value or
 * file), {@value #FAILED} where the computation failed, and 130 or 143 after a stop by Ctrl-C or SIGTERM, which keeps
 * the result so far where there is one. An error is one line on standard error.
 */
public final class Launcher {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int INPUT = 2;

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
            "refine",
            "save");

    private static final Set<String> HELP = Set.of("help", "-h", "-help", "--help");

    private final PrintStream out;
    private final PrintStream err;
    private final ConsoleMonitor monitor;
    private volatile CryoCommand running;
    private volatile int stopSignal;

    private Launcher(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
        this.monitor = new ConsoleMonitor(out, err, Boolean.getBoolean("cryosgd.terminal"));
    }

    public static void main(String[] args) {
        Launcher launcher = new Launcher(utf8(FileDescriptor.out), utf8(FileDescriptor.err));
        launcher.listen("INT", 2);
        launcher.listen("TERM", 15);
        System.exit(launcher.run(args));
    }

    private static PrintStream utf8(FileDescriptor stream) {
        return new PrintStream(new FileOutputStream(stream), true, StandardCharsets.UTF_8);
    }

    /** Runs one command line and returns its status. */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        return new Launcher(out, err).run(args);
    }

    /** The first signal asks the command to stop and to keep its result, the second one ends the program. */
    private void listen(String name, int number) {
        try {
            sun.misc.Signal.handle(new sun.misc.Signal(name), signal -> {
                CryoCommand command = running;
                if (command == null || stopSignal != 0) Runtime.getRuntime().halt(128 + number);
                stopSignal = number;
                command.stop();
                monitor.note("Stopping (again: stop at once)");
            });
        } catch (IllegalArgumentException e) {
            // This system has no such signal, or the virtual machine keeps it for itself (-Xrs).
        }
    }

    private int run(String[] args) {
        String command = args.length == 0 ? "help" : args[0];
        try (Context context = new Context(CommandService.class, ModuleService.class)) {
            Map<String, CommandInfo> commands = commands(context.service(CommandService.class));
            if (HELP.contains(command)) {
                if (args.length > 1) help(find(args[1], commands));
                else help(commands);
                return OK;
            }
            CommandInfo info = find(command, commands);
            if (args.length == 2 && HELP.contains(args[1])) {
                help(info);
                return OK;
            }
            return run(command, info, inputs(info, args), context.service(ModuleService.class));
        } catch (UsageException e) {
            err.println(Printable.line("cryosgd" + (e.command == null ? "" : " " + e.command) + ": " + e.getMessage()));
            return INPUT;
        } catch (Exception e) {
            return tell(command, Failure.of(e));
        }
    }

    private int run(String name, CommandInfo info, Map<String, Object> inputs, ModuleService modules)
            throws InterruptedException {
        CommandModule module = (CommandModule) modules.createModule(info);
        CryoCommand command = (CryoCommand) module.getCommand();
        command.reportTo(monitor);
        running = command;
        try (monitor) {
            modules.run(module, false, inputs).get();
        } catch (ExecutionException e) {
            return tell(name, Failure.of(e));
        } finally {
            running = null;
        }
        int status = command.failure() == null ? OK : tell(name, command.failure());
        boolean isStop = status == OK || command.failure().cause() instanceof CancellationException;
        return isStop && stopSignal != 0 ? 128 + stopSignal : status;
    }

    private int tell(String command, Failure failure) {
        err.println("cryosgd " + command + ": " + failure.message());
        if (Failure.DEBUG) failure.cause().printStackTrace(err);
        return failure.status() == CryoCommand.Status.INPUT ? INPUT : FAILED;
    }

    /** All commands by their short names, in the order of the work. */
    public static Map<String, CommandInfo> commands(CommandService service) {
        Comparator<CommandInfo> order = Comparator.comparingInt(info -> place(info.getName()));
        return service.getCommands().stream()
                .filter(info -> info.getDelegateClassName().startsWith("org.cryosgd.")
                        && !name(info).isEmpty())
                .sorted(order.thenComparing(Launcher::name))
                .collect(Collectors.toMap(Launcher::name, info -> info, (a, b) -> a, LinkedHashMap::new));
    }

    private static String name(CommandInfo info) {
        return Objects.toString(info.getName(), "");
    }

    private static int place(String name) {
        int place = ORDER.indexOf(name);
        return place < 0 ? ORDER.size() : place;
    }

    private static CommandInfo find(String name, Map<String, CommandInfo> commands) throws UsageException {
        CommandInfo info = commands.get(name);
        if (info != null) return info;
        String guess = Spelling.closest(name, commands.keySet())
                .map(word -> ": did you mean '" + word + "'?")
                .orElse(".");
        throw new UsageException(null, "unknown command '" + name + "'" + guess + " ./cryosgd help lists all");
    }

    private static Map<String, Object> inputs(CommandInfo info, String[] args) throws UsageException {
        Map<String, CommandParameter> keys = new LinkedHashMap<>();
        for (CommandParameter key : CommandParameter.of(info)) if (key.isText()) keys.put(key.name(), key);
        Map<String, Object> inputs = new LinkedHashMap<>();
        for (String arg : Arrays.asList(args).subList(1, args.length)) {
            int equals = arg.indexOf('=');
            if (equals < 1) throw new UsageException(args[0], "'" + arg + "' is not of the form key=value");
            CommandParameter key = keys.get(arg.substring(0, equals));
            if (key == null) throw unknownKey(args[0], arg.substring(0, equals), keys.keySet());
            if (inputs.containsKey(key.name())) throw new UsageException(args[0], key.name() + " is given twice");
            try {
                inputs.put(key.name(), key.parse(arg.substring(equals + 1)));
            } catch (IllegalArgumentException e) {
                throw new UsageException(args[0], e.getMessage());
            }
        }
        List<String> missing = new ArrayList<>();
        for (CommandParameter key : keys.values())
            if (key.isRequired() && !inputs.containsKey(key.name())) missing.add(key.name() + "=");
        if (!missing.isEmpty())
            throw new UsageException(
                    args[0], "needs " + String.join(" ", missing) + " (./cryosgd help " + args[0] + " lists all keys)");
        return inputs;
    }

    private static UsageException unknownKey(String command, String name, Set<String> names) {
        String guess = Spelling.closest(name, names)
                .map(word -> ": did you mean '" + word + "'?")
                .orElse(".");
        return new UsageException(
                command, "unknown key '" + name + "'" + guess + " ./cryosgd help " + command + " lists all");
    }

    private void help(Map<String, CommandInfo> commands) {
        String version = Launcher.class.getPackage().getImplementationVersion();
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

    private void help(CommandInfo info) {
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

    /** A command line that cannot be carried out. */
    private static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;
        private final String command;

        UsageException(String command, String message) {
            super(message);
            this.command = command;
        }
    }
}
