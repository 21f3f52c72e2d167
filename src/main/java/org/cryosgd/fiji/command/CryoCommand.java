/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.command;

import ij.WindowManager;
import ij.plugin.frame.Recorder;
import java.awt.GraphicsEnvironment;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import net.imglib2.parallel.Parallelization;
import org.cryosgd.fiji.progress.Failure;
import org.cryosgd.fiji.progress.TaskMonitor;
import org.cryosgd.fiji.window.GivenImages;
import org.cryosgd.fiji.window.MacroThread;
import org.cryosgd.fiji.window.Windows;
import org.cryosgd.io.file.Outputs;
import org.cryosgd.math.ProgressMonitor;
import org.scijava.ItemIO;
import org.scijava.app.StatusService;
import org.scijava.command.CommandInfo;
import org.scijava.command.ContextCommand;
import org.scijava.log.LogService;
import org.scijava.plugin.Parameter;
import org.scijava.task.TaskService;
import org.scijava.thread.ThreadService;

/**
 * A menu entry of CryoSGD. A subclass declares its parameters and does its work in {@link #execute}; this class checks
 * the parameters, shows the progress, passes on a wish to stop, and turns an exception into one line for the user.
 *
 * <pre>{@code
 * import java.io.*;
 * import org.cryosgd.fiji.command.CryoCommand;
 * import org.cryosgd.io.ParticleFiles;
 * import org.cryosgd.io.star.ParticleFile;
 * import org.cryosgd.math.ProgressMonitor;
 * import org.scijava.command.Command;
 * import org.scijava.plugin.*;
 *
 * @Plugin(type = Command.class, name = "count", menuPath = "Plugins>CryoSGD>Count Particles...", headless = true,
 *         attrs = @Attr(name = CryoCommand.OWN_RECORD), description = "Counts the particles of a STAR file.")
 * public class CountCommand extends CryoCommand {
 *     @Parameter(label = "Particles (STAR)", description = "File with one row per particle.", persist = false)
 *     private File particles;
 *
 *     @Override
 *     protected void execute(ProgressMonitor monitor) throws IOException {
 *         try (ParticleFile file = ParticleFiles.open(particles.toPath(), null, null, null)) {
 *             monitor.say(file.particles().size() + " particles");
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>Every parameter has {@code persist = false}, because SciJava otherwise fills an unset one with the value last used.
 */
public abstract class CryoCommand extends ContextCommand {
    /** Attribute of a command that keeps Fiji from recording it: room {@code macro} does so. */
    public static final String OWN_RECORD = "no-record";

    /** The key that all commands have. */
    public static final String SHOW = "show";

    @Parameter(label = "Show", description = "Opens the results in windows, where there are any.", persist = false)
    private boolean show = true;

    @Parameter(type = ItemIO.OUTPUT, label = "Files", description = "All files that were written, the main one first.")
    private File[] files = {};

    @Parameter(required = false)
    private TaskService tasks;

    @Parameter(required = false)
    private LogService log;

    @Parameter(required = false)
    private StatusService statusBar;

    @Parameter(required = false)
    private ThreadService threads;

    private ProgressMonitor console;
    private Windows windows;
    private volatile boolean stopAsked;
    private boolean inMacro;
    private boolean fromDialog;
    private Failure failure;
    private EarlierOutputs earlier;
    private List<Path> written = List.of();

    /**
     * Does the work. Anything thrown ends up as one line for the user.
     *
     * @param monitor takes progress and remarks; after {@code monitor.stopped()} the result so far is written
     */
    protected abstract void execute(ProgressMonitor monitor) throws Exception;

    /** How the last run ended; {@link #getCancelReason()} says why if it did not end well. */
    public final Failure.Status status() {
        return failure == null ? Failure.Status.OK : failure.status();
    }

    /** What went wrong in the last run, or null. */
    public final Failure failure() {
        return failure;
    }

    /** Asks a run to end soon and to keep what it has; may be called from any thread. */
    public final void stop() {
        stopAsked = true;
    }

    /** Says that a macro runs this through SciJava, so that a failure is a matter of the macro. */
    public final void inMacro() {
        inMacro = true;
    }

    /** Says that a user chose the values, so that the run is recorded. */
    public final void fromDialog() {
        fromDialog = true;
    }

    public final boolean isFromDialog() {
        return fromDialog;
    }

    /** Where progress and remarks go in place of Fiji's windows. */
    public final void reportTo(ProgressMonitor elsewhere) {
        console = elsewhere;
    }

    /**
     * Where results are shown; without windows a macro gets its map only, and with {@code show=false} nothing. The image of
     * the run is made all the same, for scripts that ask for it, but not on the command line.
     */
    protected final Windows windows() {
        if (windows == null) {
            boolean shown = show && console == null;
            windows = new Windows(
                    shown && !GraphicsEnvironment.isHeadless(),
                    shown ? MacroThread.find(threads) : null,
                    console == null);
        }
        return windows;
    }

    /**
     * Throws where a value is no good for a reason that only this command knows. The dialog says so under the field, a
     * run before its work; choices, ranges and paths have been checked.
     *
     * @param key its name
     * @param value of the key, neither null nor an empty text
     */
    public void check(String key, Object value) {}

    /** {@link CommandParameter#check} and then {@link #check(String, Object)}. */
    public final void check(CommandParameter key, Object value) {
        key.check(value);
        if (value != null && !"".equals(value)) check(key.name(), value);
    }

    /**
     * A line for the dialog about what has been chosen so far, such as box and pixel size; empty for none.
     *
     * @param texts of the fields by key; empty where a field is refused
     * @throws Exception if the choice is no good; its message is shown, and the run is not started
     */
    public String about(Map<String, String> texts) throws Exception {
        return "";
    }

    /** The values of all keys of this run, in the order of the dialog. */
    public final Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (CommandParameter key : CommandParameter.of(new CommandInfo(getClass()))) {
            Object value = key.valueIn(this);
            settings.put(key.name(), value instanceof File ? value.toString() : value);
        }
        return settings;
    }

    /**
     * Throws before the work starts where an output cannot be written or is a file that this run reads.
     *
     * @param outputs all files that the run will write, the main one first
     * @param read files that are read beside those that keys name, such as image stacks
     * @param expectedBytes of all outputs together, or 0 where it is not known
     */
    protected final void checkOutputs(List<Path> outputs, Collection<Path> read, long expectedBytes)
            throws IOException {
        List<Path> inputs = new ArrayList<>(read);
        for (CommandParameter key : CommandParameter.of(new CommandInfo(getClass()))) {
            Path input = key.input(key.valueIn(this));
            if (input != null) inputs.add(input);
        }
        Outputs.check(outputs, inputs, expectedBytes);
        written = outputs;
    }

    /** A failure to write the results, and how the run can go on to them. */
    protected static IOException withState(IOException failure, Optional<Path> state) {
        return state.isEmpty()
                ? failure
                : new IOException(
                        failure.getMessage() + " The work is not lost: then use the same settings and resume="
                                + state.get(),
                        failure);
    }

    /** Says which files of an earlier run were taken away. */
    protected static void sayRemoved(List<Path> removed, ProgressMonitor monitor) {
        if (!removed.isEmpty())
            monitor.say("Removed, since they belong to an earlier run and this one writes none: "
                    + removed.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    }

    private boolean stopped() {
        return stopAsked || isCanceled();
    }

    @Override
    public final void run() {
        failure = null;
        windows = null;
        written = List.of();
        files = new File[0];
        earlier = EarlierOutputs.of(this);
        try {
            for (CommandParameter key : CommandParameter.of(new CommandInfo(getClass()))) check(key, key.valueIn(this));
            // ImgLib2's own choice leaves one core idle
            int cores = Runtime.getRuntime().availableProcessors();
            Parallelization.runWithNumThreads(cores, (Callable<Void>) this::executeWatched);
            files = written.stream().filter(Files::exists).map(Path::toFile).toArray(File[]::new);
            MacroErrors.put(MacroThread.find(threads), "");
        } catch (Throwable e) { // an Error too: running out of memory is the user's business
            fail(Failure.of(e));
        } finally {
            for (CommandParameter key : CommandParameter.of(new CommandInfo(getClass())))
                if (key.takesImage() && key.valueIn(this) != null)
                    GivenImages.release(key.valueIn(this).toString());
            // SciJava gives its thread to other commands, which must not take this map for the active image
            if (MacroThread.find(null) == null) WindowManager.setTempCurrentImage(null);
        }
        if (fromDialog && isCanceled()) Recorder.disableCommandRecording(); // what failed is not recorded
    }

    private Void executeWatched() throws Exception {
        if (console != null) execute(new Stoppable(console));
        else
            try (TaskMonitor monitor = new TaskMonitor(title(), tasks, statusBar, log, this::stopped)) {
                execute(monitor);
                windows().activateResult();
            }
        return null;
    }

    private String title() {
        String name = getClass().getSimpleName();
        return name.endsWith("Command") ? name.substring(0, name.length() - "Command".length()) : name;
    }

    private void fail(Failure found) {
        failure = found;
        if (inMacro) {
            cancel(MacroErrors.tell(title(), found.message() + earlier.describe(), log, threads));
            return;
        }
        MacroErrors.put(MacroThread.find(threads), found.message() + earlier.describe());
        boolean inDialog = console == null && !GraphicsEnvironment.isHeadless();
        cancel(inDialog ? Failure.wrapped(found.message()) : found.message());
        if (console != null || log == null) return;
        // With windows, Fiji shows the reason of a cancelled command in a dialog; without, nobody would see it.
        if (Failure.DEBUG) log.error(found.message(), found.cause());
        else if (GraphicsEnvironment.isHeadless()) log.error(found.message());
    }

    /** A monitor that also hears {@link #stop()}. */
    private final class Stoppable implements ProgressMonitor {
        private final ProgressMonitor target;

        Stoppable(ProgressMonitor target) {
            this.target = target;
        }

        @Override
        public void at(long done, long total, String what) {
            target.at(done, total, what);
        }

        @Override
        public void say(String line) {
            target.say(line);
        }

        @Override
        public void warn(String line) {
            target.warn(line);
        }

        @Override
        public boolean stopped() {
            return CryoCommand.this.stopped() || target.stopped();
        }
    }
}
