/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.window;

import ij.IJ;
import ij.ImagePlus;
import ij.Menus;
import java.awt.GraphicsEnvironment;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.cryosgd.io.ParticleFiles;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.mrc.MrcHeader;
import org.cryosgd.io.mrc.MrcStack;
import org.cryosgd.io.star.ParticleFile;
import org.scijava.Priority;
import org.scijava.io.AbstractIOPlugin;
import org.scijava.io.IOPlugin;
import org.scijava.io.location.FileLocation;
import org.scijava.io.location.Location;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Plugin;

/**
 * File > Open, drag and drop, and {@code open()} of Fiji for .star, .cs, .mrc, .mrcs and .map: particles as a virtual
 * stack, maps as images. Rows are not flipped, as they are by Bio-Formats.
 */
@Plugin(type = IOPlugin.class, priority = Priority.HIGH, attrs = @Attr(name = "eager"))
public class CryoFormats extends AbstractIOPlugin<Object> {
    private static final List<String> ENDINGS = List.of(".star", ".cs", ".mrc", ".mrcs", ".map");

    private static final String FIJI_OPENER = "net.imagej.legacy.plugin.DefaultLegacyOpener";

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

    /** Other programs use some of the endings for other things, such as .cs for C# and .mrc for micrographs. */
    private static boolean isOurs(File file, String name) {
        try (InputStream in = new FileInputStream(file)) {
            if (name.endsWith(".cs"))
                return new String(in.readNBytes(6), StandardCharsets.ISO_8859_1).equals("\u0093NUMPY");
            if (name.endsWith(".star"))
                return new String(in.readNBytes(1 << 16), StandardCharsets.ISO_8859_1).contains("_rlnImageName");
            MrcHeader header = MrcHeader.read(file.toPath());
            return header.nx() == header.ny();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Object open(Location source) throws IOException {
        File file = ((FileLocation) source).getFile();
        ImagePlus image = image(file);
        if (isOpenedByFiji()) {
            Placement.show(image);
            if (!GraphicsEnvironment.isHeadless()) Menus.addOpenRecentItem(file.getAbsolutePath());
        }
        return image;
    }

    /**
     * Whether this is File > Open, which shows what is a Dataset and counts anything else as shown. As a Dataset the image
     * would lose its contrast and labels, and its files would never be closed.
     */
    private static boolean isOpenedByFiji() {
        return StackWalker.getInstance().walk(frames -> {
            List<StackWalker.StackFrame> all = frames.toList();
            return all.stream().anyMatch(f -> f.getClassName().equals(FIJI_OPENER))
                    && all.stream().noneMatch(f -> f.getMethodName().equals("interceptOpenImage"));
        });
    }

    /** The file as an image that is not shown yet, with a title that no open image has; its files are closed with the window. */
    public static ImagePlus image(File file) throws IOException {
        String title = Windows.freeTitle(file.getName());
        if (ParticleFiles.isTable(file.toPath())) {
            ParticleFile particles = OpenImages.particles(file.toString(), "");
            particles.notes().forEach(note -> IJ.log("Warning: " + note));
            return ParticleImages.closing(
                    ParticleImages.image(title, particles.particles(), particles.path()), particles);
        }
        MrcStack stack = MrcStack.open(file.toPath());
        if (stack.isMap()) {
            stack.close();
            return MapImage.of(title, MrcFiles.readVolume(file.toPath()));
        }
        return ParticleImages.closing(ParticleImages.image(title, stack), stack);
    }
}
