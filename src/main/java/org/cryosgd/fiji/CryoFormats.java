/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import ij.ImagePlus;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.cryosgd.io.MrcFiles;
import org.cryosgd.io.MrcHeader;
import org.cryosgd.io.MrcStack;
import org.cryosgd.io.ParticleFile;
import org.scijava.Priority;
import org.scijava.convert.ConvertService;
import org.scijava.io.AbstractIOPlugin;
import org.scijava.io.IOPlugin;
import org.scijava.io.location.FileLocation;
import org.scijava.io.location.Location;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * File > Open, drag and drop, and {@code open()} of Fiji for .star, .cs, .mrc, .mrcs and .map: particles as a virtual
 * stack, maps as images. Rows are not flipped, as they are by Bio-Formats.
 */
@Plugin(type = IOPlugin.class, priority = Priority.HIGH, attrs = @Attr(name = "eager"))
public class CryoFormats extends AbstractIOPlugin<Object> {
    private static final List<String> ENDINGS = List.of(".star", ".cs", ".mrc", ".mrcs", ".map");

    @Parameter(required = false)
    private ConvertService converter;

    @Override
    public Class<Object> getDataType() {
        return Object.class;
    }

    @Override
    public boolean supportsOpen(Location source) {
        if (!(source instanceof FileLocation file)) return false;
        String name = file.getFile().getName().toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(name::endsWith) && isOurs(file.getFile(), name);
    }

    /** Other programs use some of the endings for other things, such as .cs for C#. */
    private static boolean isOurs(File file, String name) {
        try (InputStream in = new FileInputStream(file)) {
            if (name.endsWith(".cs"))
                return new String(in.readNBytes(6), StandardCharsets.ISO_8859_1).equals("\u0093NUMPY");
            if (!name.endsWith(".star")) MrcHeader.read(file.toPath());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Object open(Location source) throws IOException {
        return asFijiShowsIt(image(((FileLocation) source).getFile()));
    }

    /** The file as an image; its files are closed with the window. */
    static ImagePlus image(File file) throws IOException {
        String name = file.getName().toLowerCase(Locale.ROOT);
        if (name.endsWith(".star") || name.endsWith(".cs")) {
            ParticleFile particles = OpenImages.particles(file.toString(), "", "");
            return ParticleImages.closing(ParticleImages.image(file.getName(), particles.particles()), particles);
        }
        MrcStack stack = MrcStack.open(file.toPath());
        if (!name.endsWith(".mrcs") && stack.count() == stack.box()) {
            stack.close();
            return Windows.image(file.getName(), MrcFiles.readVolume(file.toPath()));
        }
        return ParticleImages.closing(ParticleImages.image(file.getName(), stack), stack);
    }

    /** Fiji shows a Dataset in a window; its class is not there to compile against. */
    private Object asFijiShowsIt(ImagePlus image) {
        try {
            Object dataset = converter.convert((Object) image, Class.forName("net.imagej.Dataset"));
            if (dataset != null) return dataset;
        } catch (ClassNotFoundException | RuntimeException e) {
            // without Fiji, or where it cannot convert, the ImagePlus itself
        }
        return image;
    }
}
