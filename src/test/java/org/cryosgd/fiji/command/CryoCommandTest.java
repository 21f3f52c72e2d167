/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.cryosgd.fiji.ImportCommand;
import org.cryosgd.fiji.dialog.CommandField;
import org.cryosgd.fiji.progress.Failure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;
import org.scijava.console.ConsoleService;
import org.scijava.event.EventHandler;
import org.scijava.event.EventService;
import org.scijava.module.ModuleItem;
import org.scijava.module.ModuleService;
import org.scijava.service.Service;
import org.scijava.startup.StartupService;
import org.scijava.task.Task;
import org.scijava.task.event.TaskEvent;

/** The commands as Fiji runs them. */
class CryoCommandTest {
    private final Context context = new Context();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        context.dispose();
    }

    /** SciJava remembers the last value of a parameter unless told not to, and a dialog needs words. */
    @Test
    void everyParameterOfEveryCommandIsDescribedAndForgotten() {
        Map<String, CommandInfo> commands = Commands.byName(context.service(CommandService.class));
        assertTrue(commands.containsKey("try"));
        List<String> faults = new ArrayList<>();
        commands.forEach((name, info) -> {
            if (isEmpty(info.getDescription())) faults.add(name + " has no description");
            if (!info.canRunHeadless()) faults.add(name + " lacks headless = true");
            if (!info.getMenuPath().getMenuString().startsWith("Plugins > CryoSGD > "))
                faults.add(name + " is not in the menu Plugins > CryoSGD");
            for (CommandParameter key : CommandParameter.of(info)) {
                String where = name + " " + key.name();
                if (key.item().isPersisted()) faults.add(where + " lacks persist = false");
                if (isEmpty(key.item().getLabel())) faults.add(where + " has no label");
                if (isEmpty(key.item().getDescription())) faults.add(where + " has no description");
            }
        });
        assertEquals(List.of(), faults);
    }

    /** Tooltips are HTML, in which {@code <20000&rlnRandomSubset} would vanish. */
    @Test
    void tooltipsShowComparisonsAndAmpersands() {
        CommandParameter select = CommandParameter.of(new CommandInfo(ImportCommand.class)).stream()
                .filter(key -> key.name().equals("select"))
                .findFirst()
                .orElseThrow();
        String tip = new CommandField(select, new ImportCommand(), "", () -> {}).tip();
        assertTrue(tip.contains("rlnDefocusU&lt;20000&amp;rlnRandomSubset=1"), tip);
    }

    /** The launcher has no windows and starts few services, so a command must do without. */
    @Test
    void everyServiceOfEveryCommandIsOptional() {
        List<String> faults = new ArrayList<>();
        Commands.byName(context.service(CommandService.class)).forEach((name, info) -> {
            for (ModuleItem<?> input : info.inputs())
                if (Service.class.isAssignableFrom(input.getType()) && input.isRequired())
                    faults.add(name + " " + input.getName() + " lacks required = false");
        });
        assertEquals(List.of(), faults);
    }

    private static boolean isEmpty(String text) {
        return text == null || text.isBlank();
    }

    @Test
    void aCommandRunsInFijisWay() throws Exception {
        Path sum = folder.resolve("sum.txt");
        context.service(CommandService.class)
                .run(TryCommand.class, true, "steps", 2, "sum", sum.toFile())
                .get();
        assertEquals("4.5", Files.readString(sum));
    }

    /** {@code --headless --run CLASS keys} of SciJava and Fiji. */
    @Test
    void aCommandRunsFromFijisCommandLine() throws Exception {
        Path sum = folder.resolve("sum.txt");
        context.service(ConsoleService.class)
                .processArgs("--run", TryCommand.class.getName(), "sum=\"" + sum + "\",steps=2");
        context.service(StartupService.class).executeOperations();
        assertEquals("4.5", Files.readString(sum));
    }

    /** SciJava alone looks for a file dialog, finds none, and ends without a word. */
    @Test
    void aMissingFileIsNamedWithoutWindows() throws Exception {
        CommandModule module = context.service(CommandService.class)
                .run(TryCommand.class, true)
                .get();
        assertEquals("sum needs a value (file)", module.getCancelReason());
    }

    @Test
    void aWrongValueCancelsWithItsReason() throws Exception {
        CommandModule module = context.service(CommandService.class)
                .run(
                        TryCommand.class,
                        true,
                        "steps",
                        0,
                        "sum",
                        folder.resolve("sum.txt").toFile())
                .get();
        assertEquals("steps must be at least 1, found 0", module.getCancelReason());
        assertEquals(Failure.Status.INPUT, ((CryoCommand) module.getCommand()).status());
    }

    @Test
    void stopKeepsTheResult() throws Exception {
        CommandModule module = waitingCommand();
        Future<CommandModule> run = start(module);
        ((CryoCommand) module.getCommand()).stop();
        run.get(20, TimeUnit.SECONDS);
        assertFalse(module.isCanceled());
        assertTrue(Files.exists(folder.resolve("sum.txt")));
    }

    @Test
    void theCancelButtonOfTheTaskStopsTheRun() throws Exception {
        Tasks tasks = new Tasks();
        context.service(EventService.class).subscribe(tasks);
        Future<CommandModule> run = start(waitingCommand());
        while (tasks.last == null) Thread.sleep(1);
        assertEquals("CryoSGD: Try", tasks.last.getName());
        tasks.last.cancel("enough");
        assertNotNull(run.get(20, TimeUnit.SECONDS));
        assertTrue(Files.exists(folder.resolve("sum.txt")));
    }

    private CommandModule waitingCommand() {
        CommandInfo info = context.service(CommandService.class).getCommand(TryCommand.class);
        return (CommandModule) context.service(ModuleService.class).createModule(info);
    }

    private Future<CommandModule> start(CommandModule module) throws InterruptedException {
        TryCommand.started = new CountDownLatch(1);
        Future<CommandModule> run = context.service(ModuleService.class)
                .run(
                        module,
                        true,
                        "failure",
                        "wait",
                        "sum",
                        folder.resolve("sum.txt").toFile());
        assertTrue(TryCommand.started.await(20, TimeUnit.SECONDS));
        return run;
    }

    /** Remembers the task that was seen last. */
    public static final class Tasks {
        volatile Task last;

        @EventHandler
        public void onEvent(TaskEvent event) {
            last = event.getTask();
        }
    }
}
