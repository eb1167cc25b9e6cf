package dev.braid.submit.fuzz;

import dev.braid.jobs.sched.tape.RecordingReader;
import dev.braid.jobs.trace.TraceCsv;
import dev.braid.jobs.train.Checkpoint;
import dev.braid.jobs.train.CheckpointException;
import dev.braid.jobs.train.CheckpointFolder;
import dev.braid.jobs.train.CheckpointStore.Torn;
import dev.braid.jobs.train.Validation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What runs leave behind and read again: checkpoints, recordings, traces. */
final class RunTargets {
    private static final String RECORDING = """
            braid-scheduler-recording 1
            settings 64 8 16 inference-first 50000000 1000000000
            pool 64 16 8 2
            latency 1000.0 2.5 0.5 3.0
            offered 10 1 20 30 50000000 1000000000 0
            started 1
            keyed 1 0 123 -456
            planned 20 5000 6000 p,1,0,16 d,1 f,2,0,8 b,2,1,0,8
            completed 30
            token 31 1
            weighed job%201 1.5
            sample job%201 2 16 4 0,1,2
            lanes
            withdrawn 2
            dropped 40 1
            """;

    private final Path root;

    RunTargets(Path root) {
        this.root = root;
    }

    List<Target> all() throws IOException {
        return List.of(
                trace(
                        "trace",
                        "timestamp,prompt_tokens,output_tokens\n0.5,10,20\n1.5,30,1\n",
                        "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,ChatGPT,472,18,490,x\n6,G,1,0,1,x\n"),
                recording(),
                checkpointState(),
                checkpointFloats());
    }

    private Target trace(String name, String... seeds) {
        Path file = root.resolve(name + ".csv");
        return Target.of(
                name,
                Target.texts(seeds),
                input -> {
                    Files.write(file, input);
                    TraceCsv.read(file);
                },
                IOException.class);
    }

    private Target recording() {
        Path file = root.resolve("recording.txt");
        return Target.of(
                "recording",
                Target.texts(RECORDING),
                input -> {
                    Files.write(file, input);
                    RecordingReader.read(file);
                },
                IllegalArgumentException.class,
                IOException.class);
    }

    private Path checkpoint(String name) {
        CheckpointFolder folder = new CheckpointFolder(root.resolve(name), 2);
        return Path.of(folder.save(new Checkpoint(
                3, 7, "print", Validation.NONE, new float[] {1, 2, 3}, List.of(new float[3], new float[3]))));
    }

    private Target checkpointState() throws IOException {
        return checkpointFile("checkpoint-state", "state.json");
    }

    private Target checkpointFloats() throws IOException {
        return checkpointFile("checkpoint-floats", "parameters.f32");
    }

    private Target checkpointFile(String name, String fileName) throws IOException {
        Path file = checkpoint(name).resolve(fileName);
        CheckpointFolder folder = new CheckpointFolder(root.resolve(name), 2);
        return Target.of(
                name,
                List.of(Files.readAllBytes(file)),
                input -> {
                    Files.write(file, input);
                    folder.newest("print", Torn.FALL_BACK);
                    folder.newest("print", Torn.REFUSE);
                },
                CheckpointException.class);
    }
}
