/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Set;
import org.cryosgd.fiji.Launcher;

/** The command line of {@link Launcher} for {@code spark-submit}. Commands that would run on the driver alone are refused. */
public final class SparkLauncher {
    private static final int INPUT = 2;

    /** Commands whose passes over images run on the executors, and help. */
    private static final Set<String> ALLOWED = Set.of(
            "reconstruct", "refine", "precondition", "condition", "compare", "bench", "help", "-h", "-help", "--help");

    private SparkLauncher() {}

    public static void main(String[] args) {
        String refusal = args.length == 0 ? null : refusal(args);
        if (refusal != null) {
            System.err.println(refusal);
            System.exit(INPUT);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(SparkLauncher::beSilent));
        Launcher.main(args);
    }

    /**
     * When this program ends all is said. Spark would add the stack traces of tasks that nobody waits for any more: a stop does not wait for
     * them.
     */
    private static void beSilent() {
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
    }

    /** Why a command line cannot run on Spark, in one line; null where it can. */
    static String refusal(String... line) {
        String command = line[0];
        if (!ALLOWED.contains(command))
            return "cryosgd-spark " + command
                    + ": this command does not run on Spark; reconstruct, refine, precondition, condition, compare and bench do."
                    + " Use ./cryosgd " + command + " on one machine.";
        return null;
    }
}
