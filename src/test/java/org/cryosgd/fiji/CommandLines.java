/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cryosgd.fiji.command.Commands;
import org.cryosgd.fiji.macro.MacroLine;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;

/** A macro line for each command that writes a file, on the samples; the sample map must be open for save. */
final class CommandLines implements AutoCloseable {
    private final Context context = new Context();
    private final Map<String, CommandInfo> commands = Commands.byName(context.service(CommandService.class));
    private final Map<String, String> lines = new LinkedHashMap<>();
    private final Map<String, Path> results = new LinkedHashMap<>();
    private final Path folder;

    CommandLines(Path folder) throws IOException {
        Path samples = OpenSample.unpack();
        String star = "particles=[" + samples.resolve("particles.star") + "] ";
        String map = "[" + samples.resolve("phantom.mrc") + "] ";
        this.folder = folder;
        put("reconstruct", star + "epochs=1 batchSize=40 volume", "map.mrc");
        put("precondition", star + "probes=1 preconditioner", "diagonal.mrc");
        put("simulate", "volume=" + map + "count=4 output", "simulated.star");
        putFolder("condition", star + "draws=1 output", "condition", "condition.csv");
        putFolder(
                "compare",
                star + "methods=sgd,exact epochs=1 runs=1 referenceIterations=2 output",
                "compare",
                "fsc.csv");
        putFolder("refine", star + "epochs=1 starts=1 shiftRange=6 output", "refined", "particles.star");
        putFolder("variability", star + "components=1 positions=2 epochs=4 output", "variability", "particles.star");
        putFolder("classify", star + "epochs=4 output", "classify", "particles.star");
        put("fsc", "volume1=" + map + "volume2=" + map + "output", "fsc.csv");
        put("import", star + "select=1-7 output", "subset.star");
        put("subtract", star + "volume=" + map + "mask=" + map + "output", "subtracted.star");
        put("save", "image=phantom.mrc output", "saved.mrc");
        put("mask", "volume=" + map + "lowpass=10 mask", "mask.mrc");
        put("postprocess", "volume1=" + map + "volume2=" + map + "bfactor=-20 output", "post.mrc");
        put("localres", "volume1=" + map + "volume2=" + map + "bfactor=-20 output", "locres.mrc");
    }

    private void put(String name, String line, String file) {
        results.put(name, folder.resolve(file));
        lines.put(name, line + "=[" + folder.resolve(file) + "]");
    }

    private void putFolder(String name, String line, String output, String file) {
        results.put(name, folder.resolve(output).resolve(file));
        lines.put(name, line + "=[" + folder.resolve(output) + "]");
    }

    List<String> names() {
        return List.copyOf(lines.keySet());
    }

    String label(String name) {
        return commands.get(name).getMenuPath().getLeaf().getName();
    }

    String line(String name) {
        return lines.get(name) + " show=false";
    }

    void runThroughSciJava(String name) throws Exception {
        CommandInfo info = commands.get(name);
        CommandModule module = context.service(CommandService.class)
                .run(info, true, MacroLine.inputs(info, line(name)))
                .get();
        if (module.isCanceled()) throw new AssertionError(name + ": " + module.getCancelReason());
    }

    /** The bytes of the main output, which is then deleted. */
    byte[] takeResult(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(results.get(name));
        Files.delete(results.get(name));
        return bytes;
    }

    @Override
    public void close() {
        context.dispose();
    }
}
