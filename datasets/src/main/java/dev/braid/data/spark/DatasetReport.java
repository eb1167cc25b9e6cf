package dev.braid.data.spark;

import dev.braid.data.pack.ShardIndex;
import dev.braid.data.row.Quarantine;
import java.util.Optional;

/** What a {@link DatasetJob} made of a dataset. */
public record DatasetReport(Quarantine quarantine, ShardIndex train, Optional<ShardIndex> validation) {

    /** One line for the log. */
    public String summary() {
        return quarantine.good() + " samples in " + train.sequences() + " sequences of " + train.tokens() + " tokens, "
                + train.trainedTokens() + " trained"
                + validation
                        .map(index -> "; " + index.samples() + " samples for validation")
                        .orElse("")
                + (quarantine.bad() == 0 ? "" : "; " + quarantine.bad() + " rows quarantined");
    }
}
