/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import org.cryosgd.io.file.StateFile;
import org.cryosgd.reconstruct.Checkpoint;

/** Any bytes as a checkpoint, and any content whose checksum is right. */
class CheckpointFuzzTest {
    private static final String KIND = "CryoSGD fuzz 1";

    @FuzzTest
    void file(byte[] bytes) {
        Outcome.isSuccessOrALine(() -> Checkpoint.read(Outcome.file(".bin", bytes)));
        Outcome.isSuccessOrALine(() -> StateFile.read(Outcome.file(".bin", bytes), KIND, StateFile.In::floats));
    }

    /** The reader asks for whatever the input says. */
    @FuzzTest
    void content(FuzzedDataProvider data) {
        byte[] questions = data.consumeBytes(20);
        byte[] content = data.consumeRemainingAsBytes();
        Outcome.isSuccessOrALine(() -> {
            Path file = Outcome.file(".bin", new byte[0]);
            StateFile.write(file, KIND, out -> out.write(content));
            StateFile.read(file, KIND, in -> {
                int read = 0;
                for (byte question : questions)
                    read += switch (question & 7) {
                        case 0 -> in.count();
                        case 1 -> in.floats() == null ? 0 : 1;
                        case 2 -> in.text().length();
                        case 3 -> in.texts().size();
                        case 4 -> in.readUTF().length();
                        case 5 -> in.count(1 + (question & 0x7f) / 8);
                        case 6 -> (int) in.readDouble();
                        default -> in.readInt();
                    };
                return read;
            });
        });
    }
}
