/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.RemoteFiles;
import org.cryosgd.io.file.Shown;
import org.cryosgd.io.mrc.MrcHeader;
import org.cryosgd.io.mrc.MrcStack;
import org.cryosgd.io.mrc.StackImages;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.optics.PlausibleCtf;
import org.cryosgd.particles.ImageSource;
import org.cryosgd.table.TextColumn;

/** Finds and checks the stacks that the column {@code rlnImageName} of a table of particles names. */
final class StarStacks {
    private static final int MIN_BOX = 16;
    private static final double PIXEL_SIZE_TOLERANCE = 0.01;
    private static final String IMAGE_NAME = "rlnImageName";

    private final StarBlock table;
    private final StarOptics optics;
    private final StackLocator locator;
    private final List<Path> files = new ArrayList<>();
    /** Number of images of each file. */
    private final List<Integer> counts = new ArrayList<>();

    private final Map<String, Integer> known = new HashMap<>();
    /** One number for a file, by whatever names it is called. */
    private final Map<Path, Integer> numbers = new HashMap<>();

    private final List<Integer> boxes = new ArrayList<>();
    private int placeholders;
    private int differing;
    private String firstDiffering;
    private boolean tenfold;

    private StarStacks(Path star, Path projectDir, StarBlock table, StarOptics optics) {
        this.table = table;
        this.optics = optics;
        locator = new StackLocator(star, projectDir);
    }

    /** Image i of the result is that of row i; what is odd and no error is added to {@code notes}. */
    static StackImages open(Path star, Path projectDir, StarBlock table, StarOptics optics, List<String> notes)
            throws IOException {
        return new StarStacks(star, projectDir, table, optics).images(notes);
    }

    /** Throws unless {@code given} images can stand for those of the table. */
    static void check(ImageSource given, Path star, StarBlock table) throws FormatException {
        if (given.count() != table.rows())
            throw new FormatException(star + ": the table has " + table.rows() + " particles, the stack "
                    + given.count() + " images. Give the stack that belongs to this table, image by row.");
        if (given.box() < MIN_BOX || given.box() % 2 != 0)
            throw new FormatException("the images are " + given.box()
                    + " pixels wide, the box must be even and at least " + MIN_BOX + ". Crop or pad them.");
    }

    /**
     * The pixel size in the header of the stack of the first row, for a table that has none.
     *
     * @throws FormatException if that says nothing either; it asks for pixelSize=
     */
    static double headerPixelSize(Path star, Path projectDir, StarBlock table, List<String> notes) throws IOException {
        String name = table.text(0, IMAGE_NAME);
        Path file = new StackLocator(star, projectDir).find(name.substring(name.indexOf('@') + 1), table.where(0));
        double size = check(file, table.where(0)).pixelSizeAngstrom();
        if (size == 0 || size == 1 || PlausibleCtf.PIXEL_SIZE.fault(size) != null)
            throw new FormatException(table.where(0) + "neither the table nor the header of " + file
                    + " says what the pixel size is. Give it in Å as pixelSize=.");
        notes.add(String.format(
                Locale.ROOT,
                "the table has no pixel size; %.6g Å of the header of %s is used. If that is wrong, give pixelSize=.",
                size,
                file));
        return size;
    }

    private StackImages images(List<String> notes) throws IOException {
        TextColumn names = table.column(IMAGE_NAME);
        int[] fileOf = new int[names.size()];
        int[] indexIn = new int[names.size()];
        for (int row = 0; row < fileOf.length; row++) {
            String name = names.get(row);
            int at = name.indexOf('@');
            fileOf[row] = file(name.substring(at + 1), row);
            checkStatedBox(files.get(fileOf[row]), boxes.get(fileOf[row]), row);
            int count = counts.get(fileOf[row]);
            indexIn[row] = at < 0 ? onlyImage(row, name, count) : index(row, name, at, count);
        }
        if (placeholders > 0)
            notes.add(files.get(0) + (placeholders > 1 ? " and others" : "")
                    + ": the header says 1 Å, as programs do that leave the pixel size open; "
                    + optics.pixelSizeAngstrom() + " Å of the STAR file is used.");
        if (differing > 0)
            notes.add(firstDiffering + (differing > 1 ? " and in " + (differing - 1) + " more stacks" : "")
                    + ". That of the table is used, as in RELION; if the header is right, give its value as pixelSize=."
                    + (tenfold ? " The table's looks like nm." : ""));
        notes.addAll(locator.notes());
        int[] widths = boxes.stream().mapToInt(Integer::intValue).toArray();
        return new StackImages(files, fileOf, indexIn, widths, widths[fileOf[optics.first()]], StackImages.MAX_OPEN);
    }

    private int onlyImage(int row, String name, int count) throws FormatException {
        if (count == 1) return 0;
        throw new FormatException(table.where(row) + "column _" + IMAGE_NAME + " holds " + Shown.of(name)
                + " without a number, and that file has " + count
                + " images. If each row means one of them, put its number from 1 and an @ before the name; stacks of all tilts"
                + " of a subtomogram are not read.");
    }

    private int index(int row, String name, int at, int count) throws FormatException {
        int index = 0;
        for (int i = 0; i < at && index >= 0; i++) {
            int digit = name.charAt(i) - '0';
            index = digit < 0 || digit > 9 || index > (Integer.MAX_VALUE - 9) / 10 ? -1 : 10 * index + digit;
        }
        if (index < 1)
            throw new FormatException(table.where(row) + "column _" + IMAGE_NAME + " holds " + Shown.of(name)
                    + ", before the @ must stand a number from 1. Correct the cell.");
        if (index > count)
            throw new FormatException(table.where(row) + "image " + index + " of " + Shown.of(name.substring(at + 1))
                    + " is asked for, the file has " + count + ". Use the stack that belongs to this table.");
        return index - 1;
    }

    private int file(String name, int row) throws IOException {
        Integer number = known.get(name);
        if (number != null) return number;
        Path file = locator.find(name, table.where(row));
        Path real = RemoteFiles.isAddress(file) ? file : file.toRealPath();
        if (numbers.containsKey(real)) {
            known.put(name, numbers.get(real));
            return numbers.get(real);
        }
        MrcHeader header = check(file, table.where(row));
        checkBox(file, header, row);
        checkPixelSize(file, header, row);
        files.add(file);
        counts.add(header.nz());
        boxes.add(header.nx());
        known.put(name, files.size() - 1);
        numbers.put(real, files.size() - 1);
        return files.size() - 1;
    }

    private static MrcHeader check(Path file, String where) throws FormatException {
        try {
            return MrcStack.check(file);
        } catch (IOException e) {
            throw new FormatException(where + e.getMessage());
        }
    }

    private void checkBox(Path file, MrcHeader header, int row) throws FormatException {
        int wide = header.nx();
        if (wide < MIN_BOX || wide % 2 != 0)
            throw new FormatException(table.where(row) + "images of " + file + " are " + wide
                    + " pixels wide, the box must be even and at least " + MIN_BOX + ". Crop or pad them: "
                    + newBox(String.valueOf(Math.max(MIN_BOX, wide + wide % 2))));
    }

    private void checkStatedBox(Path file, int wide, int row) throws FormatException {
        int stated = optics.ofRow()[row].box();
        if (stated > 0 && stated != wide)
            throw new FormatException(table.where(row) + "images of " + file + " are " + wide
                    + " pixels wide, _rlnImageSize of optics group " + Shown.of(optics.ofRow()[row].name()) + " is "
                    + stated
                    + ". Use the stack that belongs to this table, or correct _rlnImageSize.");
    }

    private static String newBox(String box) {
        return "relion_image_handler --i particles.star --o name --new_box " + box + ".";
    }

    private void checkPixelSize(Path file, MrcHeader header, int row) {
        double stated = optics.pixelSizeOf(row);
        double found = header.pixelSizeAngstrom();
        if (found == 0 || Math.abs(found - stated) <= PIXEL_SIZE_TOLERANCE * stated) return;
        if (found == 1) {
            placeholders++;
            return;
        }
        tenfold |= Math.abs(found - 10 * stated) <= PIXEL_SIZE_TOLERANCE * found;
        if (differing++ == 0)
            firstDiffering = String.format(
                    Locale.ROOT,
                    "%spixel size %.5g Å in the table (optics group %s), %.5g Å in the header of %s",
                    table.where(row),
                    stated,
                    Shown.of(optics.ofRow()[row].name()),
                    found,
                    file);
    }
}
