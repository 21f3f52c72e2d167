/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.file;

/** Version of the program, as it is put into the files that it writes. */
public final class Version {
    private Version() {}

    /** Such as "0.1.0"; "development" where the classes do not come from a jar. */
    public static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** A label for MRC headers. */
    public static String label() {
        return "CryoSGD " + number();
    }
}
