/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.SafeFile;
import org.cryosgd.io.file.Shown;

/**
 * A STAR file as RELION writes it: an ordered list of blocks. Comments are not kept, everything else survives reading
 * and writing.
 *
 * <p>Reads one row a line; {@code #} opens a comment where a value could begin, values with blanks stand in single or
 * double quotes, {@code ;} at the beginning of a line opens and closes a text of several lines.
 */
public final class StarFile {
    private static final int RELION_3_1 = 30001;

    private final String path;
    private final List<StarBlock> blocks = new ArrayList<>();
    private final int version;

    /** An empty file of RELION 3.1. */
    public StarFile() {
        this("STAR file", RELION_3_1);
    }

    public StarFile(String path, int version) {
        this.path = path;
        this.version = version;
    }

    /**
     * Reads a file.
     *
     * @throws FormatException with file and line if it is not a STAR file
     */
    public static StarFile read(Path path) throws IOException {
        return StarReader.read(path);
    }

    /** The blocks in file order. */
    public List<StarBlock> blocks() {
        return List.copyOf(blocks);
    }

    /** The number of the comment {@code # version …}, 30001 from RELION 3.1 on; 0 where there is none. */
    public int version() {
        return version;
    }

    /** The first block {@code data_name}, or null. */
    public StarBlock find(String name) {
        for (StarBlock block : blocks) if (block.name().equals(name)) return block;
        return null;
    }

    /** The first block {@code data_name}; an error lists the blocks there are. */
    public StarBlock block(String name) throws FormatException {
        StarBlock block = find(name);
        if (block == null)
            throw new FormatException(
                    path + ": no block data_" + name + " (it has " + blockNames() + "). Choose another file.");
        return block;
    }

    /** Puts a block in the place of the first one of the same name, or at the end. */
    public void put(StarBlock block) {
        for (int i = 0; i < blocks.size(); i++) {
            if (!blocks.get(i).name().equals(block.name())) continue;
            blocks.set(i, block);
            return;
        }
        blocks.add(block);
    }

    /** Puts another block in the place of one that is there. */
    public void replace(StarBlock old, StarBlock other) {
        blocks.replaceAll(block -> block == old ? other : block);
    }

    /** Writes the file in RELION's layout; nothing is left behind if it fails. */
    public void write(Path target) throws IOException {
        SafeFile.write(target, out -> StarWriter.write(this, out));
    }

    public String blockNames() {
        if (blocks.isEmpty()) return "no blocks";
        return Shown.list(blocks.stream().map(b -> "data_" + b.name()).toList());
    }

    /** Appends a block, also one whose name is there already. */
    public void add(StarBlock block) {
        blocks.add(block);
    }
}
