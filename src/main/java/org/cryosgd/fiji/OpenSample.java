/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import ij.IJ;
import ij.plugin.PlugIn;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cryosgd.fiji.progress.Failure;
import org.cryosgd.fiji.window.MacroThread;
import org.cryosgd.fiji.window.Windows;
import org.cryosgd.io.file.SafeFile;
import org.cryosgd.io.mrc.MrcFiles;
import org.scijava.thread.ThreadService;

/**
 * The samples of this program: 300 particles of a phantom, and the phantom. They are unpacked into the folder
 * {@code CryoSGD-samples} of Java's temporary folder, so that a macro finds them again.
 */
public final class OpenSample implements PlugIn {
    private static final List<String> FILES = List.of("particles.star", "particles.mrcs", "phantom.mrc");

    @Override
    public void run(String name) {
        run(name, null);
    }

    /** Opens a sample; {@code threads} may be null and knows which macro has called. */
    static void run(String name, ThreadService threads) {
        try {
            Path folder = unpack();
            Windows windows = new Windows(!GraphicsEnvironment.isHeadless(), MacroThread.find(threads), false);
            if (name.endsWith(".star")) windows.particles(folder.resolve(name));
            else windows.volume(name, MrcFiles.readVolume(folder.resolve(name)));
            if (!GraphicsEnvironment.isHeadless()) IJ.log("CryoSGD sample: " + folder.resolve(name));
        } catch (IOException e) {
            IJ.error("CryoSGD", Failure.of(e).message());
        }
    }

    /** Writes the files that are not there yet and returns their folder. */
    static Path unpack() throws IOException {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"), "CryoSGD-samples");
        for (String file : FILES)
            try (InputStream content = OpenSample.class.getResourceAsStream("/org/cryosgd/samples/" + file)) {
                byte[] bytes = content.readAllBytes();
                Path target = folder.resolve(file);
                if (!Files.exists(target) || Files.size(target) != bytes.length)
                    SafeFile.write(target, out -> out.write(bytes));
            }
        return folder;
    }
}
