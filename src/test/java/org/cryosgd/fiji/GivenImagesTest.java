/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.IterableRandomAccessibleInterval;
import org.cryosgd.fiji.window.MapImage;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.mrc.MrcStack;
import org.cryosgd.math.Volume;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.command.Command;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;
import org.scijava.convert.AbstractConverter;
import org.scijava.convert.ConvertService;
import org.scijava.convert.Converter;
import org.scijava.plugin.Plugin;
import org.scijava.plugin.PluginInfo;
import org.scijava.plugin.PluginService;
import org.scijava.script.AdaptedScriptLanguage;
import org.scijava.script.ScriptModule;
import org.scijava.script.ScriptService;

/** Images that a script has, where a key takes a file or a title. */
class GivenImagesTest {
    private final Context context = new Context();

    @TempDir
    private Path folder;

    @AfterEach
    void dispose() {
        context.dispose();
    }

    private CommandModule run(Class<? extends Command> command, Object... keys) throws Exception {
        return context.service(CommandService.class).run(command, false, keys).get();
    }

    private static void succeeded(CommandModule module) {
        assertFalse(module.isCanceled(), module.getCancelReason());
    }

    private static Volume phantom() throws IOException {
        return MrcFiles.readVolume(OpenSample.unpack().resolve("phantom.mrc"));
    }

    private byte[] mask(String name, Object volume) throws Exception {
        Path file = folder.resolve(name);
        succeeded(run(MaskCommand.class, "volume", volume, "lowpass", 10, "mask", file.toString()));
        return pixels(file);
    }

    private static byte[] pixels(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return Arrays.copyOfRange(bytes, 1024, bytes.length);
    }

    /** File and image give the same mask, whether the key is a file or a text. */
    @Test
    void anImagePlusIsAMap() throws Exception {
        ImagePlus image = MapImage.of("some map", phantom());
        assertArrayEquals(
                mask("a.mrc", OpenSample.unpack().resolve("phantom.mrc").toString()), mask("b.mrc", image));
        ImagePlus mask = MapImage.of("some mask", MrcFiles.readVolume(folder.resolve("a.mrc")));
        CommandModule fsc = run(FscCommand.class, "volume1", image, "volume2", image, "mask", mask);
        succeeded(fsc);
        assertEquals(1, ((double[]) fsc.getOutput("curve"))[10], 1e-9);
    }

    @Test
    void twoImagesOfOneTitleAreTwo() throws Exception {
        Volume first = phantom();
        float[] noise = first.voxels().clone();
        for (int i = 0; i < noise.length; i += 2) noise[i] = -noise[i];
        Volume second = new Volume(first.size(), first.voxelSizeAngstrom(), noise);
        CommandModule fsc =
                run(FscCommand.class, "volume1", MapImage.of("map", first), "volume2", MapImage.of("map", second));
        succeeded(fsc);
        assertTrue(((double[]) fsc.getOutput("curve"))[10] < 0.99);
    }

    @Test
    void anImageOfImgLib2WithItsPixelSizeIsAMap() throws Exception {
        Volume phantom = phantom();
        assertArrayEquals(
                mask("a.mrc", MapImage.of("same", phantom)),
                mask("b.mrc", MapImage.of("same", phantom.toImg(), phantom.voxelSizeAngstrom())));
    }

    @Test
    void withoutPixelSizeAMapIsRefusedWithTheRemedy() throws Exception {
        CommandModule module = run(
                MaskCommand.class,
                "volume",
                phantom().toImg(),
                "mask",
                folder.resolve("m.mrc").toString());
        assertTrue(module.isCanceled());
        assertTrue(module.getCancelReason().contains("no pixel size"), module.getCancelReason());
        assertTrue(module.getCancelReason().contains("MapImage.of"), module.getCancelReason());
    }

    /** The stack of the table as an image of ImgLib2: the map has the same bits as with the file. */
    @Test
    void anImageOfImgLib2IsAStack() throws Exception {
        Path samples = OpenSample.unpack();
        Img<FloatType> stack;
        try (MrcStack file = MrcStack.open(samples.resolve("particles.mrcs"))) {
            float[] all = new float[48 * 48 * file.count()];
            float[] pixels = new float[48 * 48];
            for (int i = 0; i < file.count(); i++) {
                file.read(i, pixels);
                System.arraycopy(pixels, 0, all, i * pixels.length, pixels.length);
            }
            stack = ArrayImgs.floats(all, 48, 48, file.count());
        }
        assertArrayEquals(reconstruct("a.mrc", ""), reconstruct("b.mrc", stack));
    }

    private float[] reconstruct(String name, Object images) throws Exception {
        Path map = folder.resolve(name);
        succeeded(run(
                ReconstructCommand.class,
                "particles",
                OpenSample.unpack().resolve("particles.star").toString(),
                "images",
                images,
                "epochs",
                1,
                "halfMaps",
                false,
                "volume",
                map.toString()));
        return MrcFiles.readVolume(map).voxels();
    }

    /** {@code #@ ImagePlus} with the name of a file, as {@code fiji --headless --run script} gives it. */
    @Test
    void aScriptAsksForAnImageAndGetsAnMrcFile() throws Exception {
        Path map = OpenSample.unpack().resolve("phantom.mrc");
        ScriptService scripts = context.service(ScriptService.class);
        scripts.getIndex().add(new AdaptedScriptLanguage("groovy") {}, false);
        scripts.addAlias(ImagePlus.class); // as imagej-legacy does in Fiji
        Path script = Files.writeString(
                folder.resolve("s.groovy"),
                "#@ ImagePlus image\n#@ CommandService command\n#@output String reason\n"
                        + "mask = command.run(org.cryosgd.fiji.MaskCommand, false, 'volume', image, 'lowpass', 10,"
                        + " 'mask', '" + folder.resolve("b.mrc") + "').get()\nreason = '' + mask.getCancelReason()\n");
        ScriptModule module = scripts.run(script.toFile(), true, Map.of("image", map.toString()))
                .get();
        assertEquals("null", module.getOutput("reason"));
        assertArrayEquals(mask("a.mrc", map.toString()), pixels(folder.resolve("b.mrc")));
    }

    /** As Fiji's Dataset: an image of ImgLib2 that a converter of others makes an image of ImageJ with a pixel size. */
    static final class FakeDataset extends IterableRandomAccessibleInterval<FloatType> {
        private final Volume map;

        FakeDataset(Volume map) {
            super(map.toImg());
            this.map = map;
        }
    }

    /** In place of the one of imagej-legacy. */
    @Plugin(type = Converter.class)
    public static class FakeConverter extends AbstractConverter<FakeDataset, ImagePlus> {
        @Override
        public <T> T convert(Object source, Class<T> dest) {
            return dest.cast(MapImage.of("dataset", ((FakeDataset) source).map));
        }

        @Override
        public Class<FakeDataset> getInputType() {
            return FakeDataset.class;
        }

        @Override
        public Class<ImagePlus> getOutputType() {
            return ImagePlus.class;
        }
    }

    @Test
    void aDatasetKeepsItsPixelSize() throws Exception {
        context.service(PluginService.class).addPlugin(new PluginInfo<>(FakeConverter.class, Converter.class));
        assertArrayEquals(mask("a.mrc", MapImage.of("same", phantom())), mask("b.mrc", new FakeDataset(phantom())));
    }

    /** Only images are ours: other texts and files are converted as ever. */
    @Test
    void otherConversionsStay() {
        ConvertService converters = context.service(ConvertService.class);
        assertEquals("3", converters.convert(3, String.class));
        assertEquals(new java.io.File("a.mrc"), converters.convert("a.mrc", java.io.File.class));
    }
}
