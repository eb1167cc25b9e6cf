package dev.braid.data.spark;

import dev.braid.data.sample.SampleOptions;

/**
 * What a {@link DatasetJob} does.
 *
 * @param output a folder for {@code train/}, {@code validation/} and {@code quarantine/}, on anything that Hadoop reaches
 */
public record DatasetPlan(
        RowSource source, TemplateChoice template, SampleOptions samples, PackOptions packing, String output) {
    public DatasetPlan {
        if (samples.cutoff() > packing.packLength()) {
            throw new IllegalArgumentException(
                    "cutoff is " + samples.cutoff() + ", must be at most the pack length of " + packing.packLength());
        }
        if (output.isBlank()) {
            throw new IllegalArgumentException("output of the dataset is empty; name a folder for its shards");
        }
    }

    String folder(String name) {
        return output.endsWith("/") ? output + name : output + "/" + name;
    }

    /** The folder of the shards to train on. */
    public String trainFolder() {
        return folder("train");
    }

    /** The folder of the shards to validate on; there only if some samples are kept for it. */
    public String validationFolder() {
        return folder("validation");
    }

    /** The folder of the rows that were set aside, as JSON lines. */
    public String quarantineFolder() {
        return folder("quarantine");
    }
}
