/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.cryosgd.fiji.command.Commands;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.console.CommandHelp;
import org.cryosgd.fiji.console.CommandLine;
import org.cryosgd.fiji.console.ConsoleMonitor;
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

    private static final Set<String> HELP = Set.of("help", "-h", "-help", "--help");

    private final CommandHelp help;
    private final PrintStream err;
    private final ConsoleMonitor monitor;
    private volatile CryoCommand running;
    private volatile int stopSignal;

    private Launcher(PrintStream out, PrintStream err) {
        this.help = new CommandHelp(out);
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
            Map<String, CommandInfo> commands = Commands.byName(context.service(CommandService.class));
            if (HELP.contains(command)) {
                if (args.length > 1) help.of(CommandLine.find(args[1], commands));
                else help.of(commands);
                return OK;
            }
            CommandInfo info = CommandLine.find(command, commands);
            if (args.length == 2 && HELP.contains(args[1])) {
                help.of(info);
                return OK;
            }
            return run(command, info, CommandLine.inputs(info, args), context.service(ModuleService.class));
        } catch (CommandLine.UsageException e) {
            err.println(Printable.line(e.getMessage()));
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
        return failure.status() == Failure.Status.INPUT ? INPUT : FAILED;
    }
}
